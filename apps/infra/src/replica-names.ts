import type { Stack } from 'aws-cdk-lib';

/** The buckets that are replicated to another region. */
export const REPLICATED_BUCKETS = ['originals', 'thumbnails'] as const;
export type ReplicatedBucket = (typeof REPLICATED_BUCKETS)[number];

/**
 * Returns the names of the replicas. CloudFormation cannot pass references between regions, so that
 * both sides use these names.
 */
export function replicaNames(
  { account, partition }: Stack,
  {
    name,
    region,
    generation,
  }: Readonly<Record<'name' | 'region', string>> & { readonly generation: number },
) {
  return {
    bucket: (bucket: ReplicatedBucket): string =>
      `${name}-${bucket}-${region}-${account}-${generation}`,
    vault: `${name}-backups-${generation}`,
    vaultArn: `arn:${partition}:backup:${region}:${account}:backup-vault:${name}-backups-${generation}`,
    keyAlias: `alias/${name}-replica`,
    keyAliasArn: `arn:${partition}:kms:${region}:${account}:alias/${name}-replica`,
    /** All keys of the region, because a policy cannot refer to a key by its alias. */
    keyArns: `arn:${partition}:kms:${region}:${account}:key/*`,
  };
}
export type ReplicaNames = ReturnType<typeof replicaNames>;
