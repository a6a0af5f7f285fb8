import type { Stack } from 'aws-cdk-lib';
import type { ImageBucket, NamedStage } from './image-buckets.ts';

/**
 * Returns the names of the replicas. CloudFormation cannot pass references between regions, so that
 * both sides use these names.
 */
export function replicaNames(
  { account, partition }: Stack,
  { name, region, generation }: NamedStage & { readonly region: string },
) {
  return {
    bucket: (bucket: ImageBucket): string => `${name}-${bucket}-${region}-${account}-${generation}`,
    vault: `${name}-backups-${generation}`,
    vaultArn: `arn:${partition}:backup:${region}:${account}:backup-vault:${name}-backups-${generation}`,
    keyAlias: `alias/${name}-replica`,
    keyAliasArn: `arn:${partition}:kms:${region}:${account}:alias/${name}-replica`,
    /** All keys of the region, because a policy cannot refer to a key by its alias. */
    keyArns: `arn:${partition}:kms:${region}:${account}:key/*`,
  };
}
export type ReplicaNames = ReturnType<typeof replicaNames>;
