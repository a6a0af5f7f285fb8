import { type LakeTable, lakeTypeOf } from '@miniatura/warehouse';

const PARQUET = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serdeInfo: {
    serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  },
};
/** No stage had a data lake before this day. */
const FIRST_DAY = '2026-11-01';

/**
 * Defines a table with partition projection, so that partitions need not be registered.
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
export function lakeTableInput(table: LakeTable, bucketName: string, retentionDays: number) {
  const { name, comment, columns, partition } = table;
  const location = `s3://${bucketName}/${name}`;
  const range =
    partition === 'expires_day' ? `NOW,NOW+${retentionDays + 1}DAYS` : `${FIRST_DAY},NOW`;
  return {
    name,
    description: comment,
    tableType: 'EXTERNAL_TABLE',
    partitionKeys: [{ name: partition, type: 'date' }],
    parameters: {
      classification: 'parquet',
      'projection.enabled': 'true',
      [`projection.${partition}.type`]: 'date',
      [`projection.${partition}.format`]: 'yyyy-MM-dd',
      [`projection.${partition}.range`]: range,
      'storage.location.template': `${location}/${partition}=\${${partition}}`,
    },
    storageDescriptor: {
      ...PARQUET,
      location: `${location}/`,
      columns: columns.map((column) => ({
        name: column.name,
        type: hiveTypeOf(lakeTypeOf(column)),
        comment: column.comment,
      })),
    },
  };
}

const HIVE_TYPES: Readonly<Record<string, string>> = {
  INTEGER: 'int',
  'DOUBLE PRECISION': 'double',
};

/**
 * Converts a type: `VARCHAR(32)` → `string`, `DECIMAL(7,4)` → `decimal(7,4)`, `BIGINT` → `bigint`.
 */
function hiveTypeOf(type: string): string {
  return /CHAR/.test(type) ? 'string' : (HIVE_TYPES[type] ?? type.toLowerCase());
}
