import { type Placed, placesIn, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { deniesPlainText, expected, type Promises, type Properties, within } from './promised.ts';

export interface LifecycleRule {
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
  readonly AbortIncompleteMultipartUpload?: object;
}

export function lifecycleRules({ Properties: p }: Placed): readonly LifecycleRule[] {
  return ((p['LifecycleConfiguration'] ?? {}) as { Rules?: LifecycleRule[] }).Rules ?? [];
}

/** The promises about buckets, in all stacks. */
export function bucketPromises({
  retentionDays,
  generation,
  hasDataLake,
}: StageSettings): Promises {
  return {
    ...(hasDataLake === true && lakePromises(retentionDays)),
    'buckets are private': {
      type: 'AWS::S3::Bucket',
      fault: ({ Properties: p }) =>
        expected(
          [
            'BlockPublicAcls',
            'BlockPublicPolicy',
            'IgnorePublicAcls',
            'RestrictPublicBuckets',
          ].every(
            (name) => (p['PublicAccessBlockConfiguration'] as Properties | undefined)?.[name],
          ),
          'is public',
        ),
    },
    'buckets are encrypted': {
      type: 'AWS::S3::Bucket',
      fault: ({ Properties: p }) =>
        expected(p['BucketEncryption'] !== undefined, 'is not encrypted'),
    },
    'buckets accept TLS only': {
      type: 'AWS::S3::Bucket',
      fault: (bucket, all) =>
        expected(deniesPlainText(bucket, 'AWS::S3::BucketPolicy', all), 'takes plain text'),
    },
    'buckets keep nothing longer than promised': {
      type: 'AWS::S3::Bucket',
      fault: (bucket) => {
        if (isOfPage(bucket) || isOfLake(bucket)) return undefined;
        const rules = lifecycleRules(bucket).filter(({ Status }) => Status === 'Enabled');
        const isVersioned = bucket.Properties['VersioningConfiguration'] !== undefined;
        return expected(
          rules.some((rule) => within(rule.ExpirationInDays, 1, retentionDays)) &&
            rules.some((rule) => rule.AbortIncompleteMultipartUpload !== undefined) &&
            (!isVersioned ||
              rules.some((rule) =>
                within(rule.NoncurrentVersionExpiration?.NoncurrentDays, 1, retentionDays),
              )),
          `keeps objects for longer than ${retentionDays} days`,
        );
      },
    },
    'the fixed name of a bucket contains its generation': {
      type: 'AWS::S3::Bucket',
      fault: ({ Properties: p }) =>
        expected(
          p['BucketName'] === undefined ||
            JSON.stringify(p['BucketName']).includes(`-${generation}"`),
          'blocks the next stage of the same name',
        ),
    },
    'only our page reads images from a browser': {
      type: 'AWS::S3::Bucket',
      fault: ({ stack, Properties: p }, all) => {
        const { CorsRules = [] } = (p['CorsConfiguration'] ?? {}) as {
          readonly CorsRules?: readonly { readonly AllowedOrigins: unknown }[];
        };
        const pages = resourcesOf(all, 'AWS::CloudFront::Distribution').map(({ place }) => place);
        return expected(
          CorsRules.every(({ AllowedOrigins }) => {
            const places = placesIn(AllowedOrigins, stack, all);
            return places.length > 0 && places.every((place) => pages.includes(place));
          }),
          'is read by every page that has a link',
        );
      },
    },
    'nobody reads quarantined objects or their copies': {
      type: 'AWS::S3::BucketPolicy',
      fault: ({ place, Properties: p }) => {
        if (!/^(data.Originals|replica.Replicaoriginals)/.test(place)) return undefined;
        const { Statement } = p['PolicyDocument'] as { Statement: Properties[] };
        return expected(
          Statement.some(
            ({ Effect, Resource }) =>
              Effect === 'Deny' && JSON.stringify(Resource).includes('/quarantine/*'),
          ),
          'lets the quarantine be read',
        );
      },
    },
    'resources with data are retained when their stack is deleted': {
      type: 'AWS::S3::Bucket',
      fault: (bucket) =>
        isOfPage(bucket)
          ? undefined
          : expected(isKept(bucket), 'goes with its stack, or outlives one that never was'),
    },
  };
}

/** Outlives its stack, but not the attempt to create it: a name would be taken for the next one. */
export function isKept({ DeletionPolicy }: Placed): boolean {
  return DeletionPolicy === 'RetainExceptOnCreate';
}

/** The page's files contain no data, and every deployment uploads them again. */
const isOfPage = ({ place }: Placed): boolean => place.startsWith('edge/Page');

/** Only what is personal expires there. */
const isOfLake = ({ place }: Placed): boolean => place.startsWith('analytics/Lake');

function lakePromises(retentionDays: number): Promises {
  return {
    'the data lake keeps no replaced files, and no files beyond the retention period': {
      type: 'AWS::S3::Bucket',
      fault: (bucket) => {
        if (!isOfLake(bucket)) return undefined;
        const rules = lifecycleRules(bucket).filter(({ Status }) => Status === 'Enabled');
        const isVersioned = bucket.Properties['VersioningConfiguration'] !== undefined;
        const expire = ['image_personal/', 'image_label/', 'query-results/'].every((prefix) =>
          rules.some(
            (rule) => rule.Prefix === prefix && within(rule.ExpirationInDays, 1, retentionDays),
          ),
        );
        return expected(expire && !isVersioned, 'keeps what is personal for longer');
      },
    },
    'Lake Formation governs the folders of tables, and not that of query results': {
      type: 'AWS::Glue::Table',
      fault: (_, all) => {
        const registered = resourcesOf(all, 'AWS::LakeFormation::Resource').map(
          ({ Properties: p }) => /\/(\w+)"\]\]\}$/.exec(JSON.stringify(p['ResourceArn']))?.[1],
        );
        const tables = resourcesOf(all, 'AWS::Glue::Table').map(
          ({ Properties: p }) => (p['TableInput'] as { readonly Name: string }).Name,
        );
        return expected(
          registered.toSorted().join() === tables.toSorted().join(),
          `is in ${registered.join(', ')}`,
        );
      },
    },
  };
}
