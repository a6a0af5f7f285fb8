import type { Stack } from 'aws-cdk-lib';

/** The buckets that are copied to another region. */
export const REPLICATED_BUCKETS = ['originals', 'thumbnails'] as const;
export type ReplicatedBucket = (typeof REPLICATED_BUCKETS)[number];

/**
 * Where the copies are. CloudFormation passes no reference from one region to another: both sides
 * know these names instead.
 */
export const replicaNames = (
  { account, partition }: Stack,
  {
    name,
    region,
    generation,
  }: Readonly<Record<'name' | 'region', string>> & { readonly generation: number },
) => ({
  bucket: (bucket: ReplicatedBucket): string =>
    `${name}-${bucket}-${region}-${account}-${generation}`,
  vault: `${name}-backups-${generation}`,
  vaultArn: `arn:${partition}:backup:${region}:${account}:backup-vault:${name}-backups-${generation}`,
  keyAlias: `alias/${name}-replica`,
  keyAliasArn: `arn:${partition}:kms:${region}:${account}:alias/${name}-replica`,
  /** All keys of the region: an alias in a policy stands for no key. */
  keyArns: `arn:${partition}:kms:${region}:${account}:key/*`,
});
export type ReplicaNames = ReturnType<typeof replicaNames>;
