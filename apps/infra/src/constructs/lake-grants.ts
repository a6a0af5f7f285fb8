import { LAKE_TABLES } from '@miniatura/warehouse';
import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import {
  CfnDataCellsFilter,
  CfnPrincipalPermissions,
  CfnTag,
  CfnTagAssociation,
} from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';

export interface LakeGrantsProps {
  /** Name of the stage's resources. */
  readonly name: string;
  readonly databaseName: string;
  readonly analysts: Role;
}

/** The table of which analysts read only the rows that pass a filter. */
const LABELS = 'image_label';
const CLASSES = ['open', 'filtered', 'personal'] as const;
type DataClass = (typeof CLASSES)[number];

/**
 * Defines who reads which table of the data lake. A tag classifies each table and column as open,
 * filtered or personal. Analysts read open ones, and labels except moderation labels. Nobody is
 * granted personal ones.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html
 */
export class LakeGrants extends Construct {
  constructor(scope: Construct, id: string, { name, databaseName, analysts }: LakeGrantsProps) {
    super(scope, id);
    const catalogId = Stack.of(this).account;
    const tagKey = `${name}-data-class`;
    const tag = new CfnTag(this, 'DataClass', { catalogId, tagKey, tagValues: [...CLASSES] });
    const associations = LAKE_TABLES.map((table) => {
      const association = new CfnTagAssociation(this, `Class-${table.name}`, {
        resource: { table: { catalogId, databaseName, name: table.name } },
        lfTags: [{ catalogId, tagKey, tagValues: [classOf(table)] }],
      });
      association.addResourceDependency(tag);
      return association;
    });
    const filter = new CfnDataCellsFilter(this, 'WithoutModeration', {
      tableCatalogId: catalogId,
      databaseName,
      tableName: LABELS,
      name: 'without-moderation',
      rowFilter: { filterExpression: `kind = 'label'` },
      columnWildcard: {},
    });
    const principal = { dataLakePrincipalIdentifier: analysts.roleArn };
    const grant = (grantId: string, resource: object, permissions: string[]) =>
      new CfnPrincipalPermissions(this, grantId, {
        principal,
        resource,
        permissions,
        permissionsWithGrantOption: [],
      });
    grant('Database', { database: { catalogId, name: databaseName } }, ['DESCRIBE']);
    const open: DataClass = 'open';
    const expression = [{ tagKey, tagValues: [open] }];
    const ofOpen = grant(
      'OpenTables',
      { lfTagPolicy: { catalogId, resourceType: 'TABLE', expression } },
      ['DESCRIBE', 'SELECT'],
    );
    for (const association of associations) ofOpen.addResourceDependency(association);
    const filtered = { tableCatalogId: catalogId, databaseName, tableName: LABELS };
    grant('Labels', { dataCellsFilter: { ...filtered, name: filter.name } }, [
      'SELECT',
    ]).addResourceDependency(filter);
  }
}

function classOf({ name, isPersonal }: (typeof LAKE_TABLES)[number]): DataClass {
  if (isPersonal) return 'personal';
  return name === LABELS ? 'filtered' : 'open';
}
