import { Validations } from 'aws-cdk-lib';
import { type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';

export const OBJECT_ACTIONS = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
] as const;
export type ObjectAction = (typeof OBJECT_ACTIONS)[number];

export const BUCKET_ACTIONS = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketVersioning',
] as const;
export type BucketAction = (typeof BUCKET_ACTIONS)[number];

const KEY_ACTIONS: Partial<Readonly<Record<ObjectAction, string>>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:GetObjectVersion': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
};

export interface BucketAccessProps {
  readonly role: IRole;
  readonly bucket: IBucket;
  readonly encryptionKey: IKey;
  /** Allowed actions on the objects. */
  readonly actions: readonly ObjectAction[];
  /**
   * Allowed actions on the bucket. Without the permission to list, S3 answers 403 instead of 404
   * for a missing object.
   */
  readonly bucketActions?: readonly BucketAction[];
}

/** Grants a role exactly these actions on a bucket and its objects. */
export class BucketAccess extends Construct {
  readonly policy: Policy;

  constructor(scope: Construct, id: string, props: BucketAccessProps) {
    super(scope, id);
    const { role, bucket, encryptionKey, actions, bucketActions = [] } = props;
    const keyActions = new Set(actions.flatMap((action) => KEY_ACTIONS[action] ?? []));
    this.policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: [...actions], resources: [bucket.arnForObjects('*')] }),
        ...allowed(bucketActions, bucket.bucketArn),
        ...allowed([...keyActions], encryptionKey.keyArn),
      ],
    });
    Validations.of(this.policy).acknowledge({
      id: ALL_OBJECTS_FINDING,
      reason: 'The keys of the objects in this bucket are not known in advance.',
    });
  }
}

function allowed(actions: readonly string[], resource: string): readonly PolicyStatement[] {
  return actions.length === 0
    ? []
    : [new PolicyStatement({ actions: [...actions], resources: [resource] })];
}
