import { Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ImageBucket } from '../image-buckets.ts';
import type { ReplicaNames } from '../replica-names.ts';
import { REPLICATION_RULE_ID } from '../replication-metrics.ts';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';

export interface BucketReplicationProps {
  readonly source: Bucket;
  readonly sourceKey: IKey;
  readonly bucket: ImageBucket;
  readonly replica: ReplicaNames;
}

/**
 * Replicates new objects and delete markers of a bucket to another region. S3 does not replicate
 * the deletion of a version or a lifecycle expiration; a function of the retention stack deletes
 * these copies.
 * @see
 *   https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
 */
export class BucketReplication extends Construct {
  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id);
    const { source, bucket, replica } = props;
    const destination = Bucket.fromBucketName(this, 'Destination', replica.bucket(bucket));
    const role = new Role(this, 'Role', {
      description: `Role with which S3 copies ${bucket} to another region`,
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
    });
    this.#allow(role, destination.bucketArn, props);
    (source.node.defaultChild as CfnBucket).replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: REPLICATION_RULE_ID,
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Enabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination.bucketArn,
            metrics: { status: 'Enabled' },
            encryptionConfiguration: { replicaKmsKeyId: replica.keyAliasArn },
          },
        },
      ],
    };
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
  #allow(
    role: Role,
    destinationArn: string,
    { source, sourceKey, replica }: BucketReplicationProps,
  ): void {
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
          resources: [source.bucketArn],
        }),
        new PolicyStatement({
          actions: [
            's3:GetObjectVersionForReplication',
            's3:GetObjectVersionAcl',
            's3:GetObjectVersionTagging',
          ],
          resources: [source.arnForObjects('*')],
        }),
        new PolicyStatement({
          actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
          resources: [`${destinationArn}/*`],
        }),
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [sourceKey.keyArn] }),
        new PolicyStatement({
          actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
          resources: [replica.keyArns],
          conditions: {
            'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [replica.keyAlias] },
          },
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: ALL_OBJECTS_FINDING,
      reason:
        'All objects are copied; the condition limits the encryption key by its alias, because ' +
        "the ARN of another region's key is not known here.",
    });
  }
}
