import { type ParquetColumn, parquetFile } from '@miniatura/local-redshift-data';
import type { Cell, Table } from '@miniatura/warehouse';

/**
 * The Data API returns the digits of a DECIMAL without its precision: use the maximum of Redshift.
 */
const DECIMAL_DIGITS = 38;

function columnOf({ name, type }: Table['columns'][number]): ParquetColumn {
  return {
    name,
    typeName: type,
    precision: DECIMAL_DIGITS,
    scale: 0,
  };
}

function textOf(cell: Cell): string | null {
  if (cell === null) return null;
  return cell instanceof Uint8Array ? `\\x${Buffer.from(cell).toString('hex')}` : String(cell);
}

/** Creates a Parquet file of a query's result, with the warehouse's column types. */
export function parquetOf({ columns, rows }: Table): Uint8Array {
  return parquetFile(
    columns.map(columnOf),
    rows.map((row) => row.map(textOf)),
  );
}
