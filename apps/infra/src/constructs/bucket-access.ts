import { Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';

export const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'] as const;
export type ObjectAction = (typeof OBJECT_ACTIONS)[number];

const KEY_ACTIONS: Readonly<Record<ObjectAction, string | undefined>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
  's3:DeleteObject': undefined,
};

export interface BucketAccessProps {
  readonly role: IRole;
  readonly bucket: IBucket;
  readonly encryptionKey: IKey;
  readonly actions: readonly ObjectAction[];
}

/**
 * Lets a role do these things with the objects of a bucket, and no others. It may list them too:
 * otherwise S3 answers 403, not 404, for an object that is not there.
 */
export class BucketAccess extends Construct {
  readonly policy: Policy;

  constructor(scope: Construct, id: string, props: BucketAccessProps) {
    super(scope, id);
    const { role, bucket, encryptionKey, actions } = props;
    const keyActions = new Set(actions.flatMap((action) => KEY_ACTIONS[action] ?? []));
    this.policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: [...actions], resources: [bucket.arnForObjects('*')] }),
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
        new PolicyStatement({ actions: [...keyActions], resources: [encryptionKey.keyArn] }),
      ],
    });
    Validations.of(this.policy).acknowledge({
      id: ALL_OBJECTS_FINDING,
      reason: 'Nobody knows beforehand what the keys of the objects of this bucket will be.',
    });
  }
}
