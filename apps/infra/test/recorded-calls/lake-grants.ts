import { LAKE_TABLES } from '@miniatura/warehouse';
import { resourcesOf } from '../../src/diagram/template-references.ts';
import { type ExpectedGrant, on } from './expected-grant.ts';
import { ACCOUNT } from './physical-names.ts';
import type { StageUnderTest } from './stage-under-test.ts';

/**
 * Who does what with the data lake, beside the apps.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html
 */
export function lakeGrants(stage: StageUnderTest): readonly ExpectedGrant[] {
  const { region, templates } = stage.deployment;
  const [database] = resourcesOf(templates, 'AWS::Glue::Database');
  if (database === undefined) return [];
  const lake = stage.arn('AWS::S3::Bucket', 'analytics/Lake');
  const key = stage.arn('AWS::KMS::Key', 'data/Key');
  const { Name } = database.Properties['DatabaseInput'] as { readonly Name: string };
  const glue = (rest: string) => `arn:aws:glue:${region}:${ACCOUNT}:${rest}`;
  const catalog = [
    glue('catalog'),
    glue(`database/${Name}`),
    ...LAKE_TABLES.map((table) => glue(`table/${Name}/${table.name}`)),
  ];
  return [
    {
      role: 'analytics/WarehouseLoader',
      reason: 'UNLOAD lists, replaces and writes files, large ones by parts.',
      requests: [
        ...on(
          `${lake}/image_personal/expires_day=2026-11-29/0000_part_00.parquet`,
          's3:AbortMultipartUpload',
          's3:DeleteObject',
          's3:GetObject',
          's3:PutObject',
        ),
        ...on(lake, 's3:ListBucket'),
        ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'),
      ],
    },
    {
      role: 'analytics/LakeReaderRole',
      reason: 'Lake Formation hands readers credentials of this role.',
      requests: [
        ...on(`${lake}/image_change/loaded_day=2026-11-29/1-000.parquet`, 's3:GetObject'),
        ...on(lake, 's3:ListBucket'),
        ...on(key, 'kms:Decrypt'),
      ],
    },
    {
      role: 'analytics/AnalystsRole',
      reason: 'Analysts query the lake by Athena, which acts as they do.',
      requests: [
        ...on(
          `arn:aws:athena:${region}:${ACCOUNT}:workgroup/miniatura-${stage.name}`,
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:GetWorkGroup',
          'athena:ListQueryExecutions',
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
        ),
        ...catalog.flatMap((resource) =>
          on(resource, 'glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'),
        ),
        ...catalog
          .slice(0, 2)
          .flatMap((resource) => on(resource, 'glue:GetDatabase', 'glue:GetDatabases')),
        ...on(
          `${lake}/query-results/1.csv`,
          's3:AbortMultipartUpload',
          's3:GetObject',
          's3:PutObject',
        ),
        ...on(lake, 's3:GetBucketLocation'),
        ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'),
        ...on(
          `arn:aws:athena:${region}:${ACCOUNT}:datacatalog/AwsDataCatalog`,
          'athena:GetDataCatalog',
          'athena:GetDatabase',
          'athena:GetTableMetadata',
          'athena:ListDatabases',
          'athena:ListTableMetadata',
        ),
        ...on('*', 'athena:ListDataCatalogs', 'athena:ListWorkGroups'),
        ...on('*', 'lakeformation:GetDataAccess'),
      ],
    },
  ];
}
