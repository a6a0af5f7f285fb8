import { resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { lifecycleRules, type LifecycleRule } from './bucket-promises.ts';
import { expected, type Promises } from './promised.ts';

/** What is promised besides where pictures are copied to another region. */
export const replicaPromises = ({ retentionDays }: StageSettings): Promises => ({
  'copies in another region are gone as soon as promised, without any help': {
    type: 'AWS::S3::Bucket',
    fault: (bucket) => {
      if (bucket.stack !== 'replica' || bucket.Properties['BucketName'] === undefined) return;
      // S3 waits for the midnight after each.
      const longest = (days = Infinity) => days + 1;
      const most = (days: (rule: LifecycleRule) => number | undefined) =>
        Math.min(...lifecycleRules(bucket).map((rule) => longest(days(rule))));
      const total =
        most((rule) => rule.ExpirationInDays) +
        most((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays);
      return expected(total <= retentionDays, `keeps a copy for up to ${total} days`);
    },
  },
  'originals and thumbnails are copied to a bucket that is there, deletions too': {
    type: 'AWS::S3::Bucket',
    fault: (bucket, all) => {
      if (!/^data.(Originals|Thumbnails)/.test(bucket.place)) return;
      const { Rules: [rule] = [] } = (bucket.Properties['ReplicationConfiguration'] ?? {}) as {
        Rules?: readonly ReplicationRule[];
      };
      const names = resourcesOf(all, 'AWS::S3::Bucket').flatMap(({ stack, Properties: p }) =>
        stack === 'replica' ? [JSON.stringify(p['BucketName'] ?? '')] : [],
      );
      return expected(
        rule?.DeleteMarkerReplication.Status === 'Enabled' &&
          names.some((name) => name.includes(nameIn(rule.Destination.Bucket))),
        'is not copied, or its deletions are not',
      );
    },
  },
});

interface ReplicationRule {
  readonly DeleteMarkerReplication: { readonly Status: string };
  readonly Destination: { readonly Bucket: unknown };
}

/** `miniatura-full-originals-us-west-2-` of a bucket's ARN. */
const nameIn = (arn: unknown): string => /miniatura-[\w-]+/.exec(JSON.stringify(arn))?.[0] ?? '?';
