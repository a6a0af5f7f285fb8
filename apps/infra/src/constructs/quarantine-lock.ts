import { QUARANTINE_PREFIX } from '@miniatura/moderation';
import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { functionNameOf } from '../function-names.ts';
import type { StageSettings } from '../stages.ts';

/**
 * Restricts access to the quarantine to the thumbnailer (function and job), which quarantines
 * images, and the API, which reviews them.
 */
export function lockQuarantine(
  bucket: Bucket,
  stageName: string,
  { hasLargeImages }: Pick<StageSettings, 'hasLargeImages'>,
): void {
  const { partition, account } = Stack.of(bucket);
  const names = ['thumbnailer', 'api', ...(hasLargeImages === true ? ['large-images'] : [])];
  const roles = names.map(
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
