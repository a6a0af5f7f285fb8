import { parquetFile, type ParquetColumn } from '@miniatura/local-redshift-data';
import type { Cell, Table } from '@miniatura/warehouse';

/** Of a DECIMAL the Data API's result has the digits alone: the file has room for all of Redshift's. */
const DECIMAL_DIGITS = 38;

const columnOf = ({ name, type }: Table['columns'][number]): ParquetColumn => ({
  name,
  typeName: type,
  precision: DECIMAL_DIGITS,
  scale: 0,
});

const textOf = (cell: Cell): string | null => {
  if (cell === null) return null;
  return cell instanceof Uint8Array ? `\\x${Buffer.from(cell).toString('hex')}` : String(cell);
};

/** A query's result as a Parquet file, each column with its type in the warehouse. */
export const parquetOf = ({ columns, rows }: Table): Uint8Array =>
  parquetFile(
    columns.map(columnOf),
    rows.map((row) => row.map(textOf)),
  );
