import { commentOn, createTable, firstColumns } from '../model/definitions.ts';
import { TABLES } from '../model/tables.ts';
import type { WarehouseMigration } from './migration.ts';

/** Digits for counting days, because Redshift cannot join generate_series with tables. */
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `SELECT ${n} AS n`).join(' UNION ALL ');

const DAYS = `INSERT INTO warehouse.dim_date
SELECT day,
  CAST(EXTRACT(YEAR FROM day) AS INTEGER),
  CAST(EXTRACT(QUARTER FROM day) AS INTEGER),
  CAST(EXTRACT(MONTH FROM day) AS INTEGER),
  CAST(EXTRACT(WEEK FROM day) AS INTEGER),
  CAST(EXTRACT(DAY FROM day) AS INTEGER),
  CAST(EXTRACT(DOW FROM day) AS INTEGER),
  EXTRACT(DOW FROM day) IN (0, 6)
FROM (
  SELECT CAST(DATEADD(day, ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n,
    CAST('2024-01-01' AS DATE)) AS DATE) AS day
  FROM (${DIGITS}) ones
  CROSS JOIN (${DIGITS}) tens
  CROSS JOIN (${DIGITS}) hundreds
  CROSS JOIN (${DIGITS}) thousands
) days
WHERE day < '2044-01-01'`;

/**
 * List prices of us-east-1 for the first million images of a month.
 * @see https://aws.amazon.com/rekognition/pricing/
 */
const PRICES = `INSERT INTO warehouse.dim_analysis_price (operation, usd_per_unit)
VALUES ('DetectLabels', 0.001), ('DetectModerationLabels', 0.001)`;

const FIRST_TABLES = TABLES.filter(({ since }) => since === undefined);

/** Creates the schemas and tables. `etl` exists already, for the ledger of migrations. */
export const tables: WarehouseMigration = {
  name: '0001-tables',
  statements: [
    'CREATE SCHEMA warehouse',
    ...FIRST_TABLES.map(createTable),
    DAYS,
    PRICES,
    ...FIRST_TABLES.flatMap((table) =>
      commentOn('TABLE', { ...table, columns: firstColumns(table.columns) }),
    ),
  ],
};
