import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { QUARANTINE_PREFIX } from '@miniatura/moderation';
import { functionNameOf } from '../function-names.ts';

/** Allows only the thumbnailer, which quarantines, and the API, which reviews, to access the quarantine. */
export function lockQuarantine(bucket: Bucket, stageName: string): void {
  const { partition, account } = Stack.of(bucket);
  const roles = ['thumbnailer', 'api'].map(
    (role) => `arn:${partition}:iam::${account}:role/${functionNameOf(stageName, role)}`,
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      resources: [bucket.arnForObjects(`${QUARANTINE_PREFIX}*`)],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': roles } },
    }),
  );
}
