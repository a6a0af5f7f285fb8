import { largestScale } from '../largest-scale.ts';
import type { Field, Postgres } from './postgres.ts';
import type { ColumnMetadata, Row } from './protocol.ts';
import { STORED_SCHEMA_PREFIX } from './stored-views.ts';

interface TypeFacts {
  /** Redshift's name of the type. */
  readonly typeName: string;
  readonly precision: number;
  readonly scale?: number;
  readonly isSigned?: boolean;
  readonly isCaseSensitive?: boolean;
}

const UNBOUNDED = 65_535;

/** Facts about types by PostgreSQL's type number. */
const FACTS: Readonly<Record<number, TypeFacts>> = {
  16: { typeName: 'bool', precision: 1 },
  17: { typeName: 'varbyte', precision: UNBOUNDED },
  20: { typeName: 'int8', precision: 19, isSigned: true },
  21: { typeName: 'int2', precision: 5, isSigned: true },
  23: { typeName: 'int4', precision: 10, isSigned: true },
  26: { typeName: 'oid', precision: 10 },
  700: { typeName: 'float4', precision: 8, scale: 8, isSigned: true },
  701: { typeName: 'float8', precision: 17, scale: 17, isSigned: true },
  1042: { typeName: 'bpchar', precision: UNBOUNDED, isCaseSensitive: true },
  1043: { typeName: 'varchar', precision: UNBOUNDED, isCaseSensitive: true },
  1082: { typeName: 'date', precision: 13 },
  1083: { typeName: 'time', precision: 15, scale: 6 },
  1114: { typeName: 'timestamp', precision: 29, scale: 6 },
  1184: { typeName: 'timestamptz', precision: 35, scale: 6 },
  1266: { typeName: 'timetz', precision: 21, scale: 6 },
  1700: { typeName: 'numeric', precision: 38, scale: 0, isSigned: true },
  3802: { typeName: 'super', precision: 0 },
};

const NUMERIC = 1700;
const SIZED = new Set([1042, 1043]);
const VARCHAR: TypeFacts = { typeName: 'varchar', precision: UNBOUNDED, isCaseSensitive: true };

/** Reads precision and scale from a type modifier: DECIMAL(10,2), VARCHAR(20). */
function sizeOf(typeId: number, modifier: number): { precision?: number; scale?: number } {
  if (modifier < 4) return {};
  if (SIZED.has(typeId)) return { precision: modifier - 4 };
  if (typeId !== NUMERIC) return {};
  return { precision: ((modifier - 4) >> 16) & 0xffff, scale: (modifier - 4) & 0x7ff };
}

interface Origin {
  readonly schemaName: string;
  readonly tableName: string;
  readonly isNotNull: boolean;
}

function describeField(
  { name, typeId, typeModifier }: Omit<Field, 'tableId' | 'columnNumber'>,
  origin: Origin | undefined,
): ColumnMetadata {
  const facts = FACTS[typeId] ?? VARCHAR;
  const { precision = facts.precision, scale = facts.scale ?? 0 } = sizeOf(typeId, typeModifier);
  return {
    isCaseSensitive: facts.isCaseSensitive ?? false,
    isCurrency: false,
    isSigned: facts.isSigned ?? false,
    label: name,
    length: 0,
    name,
    nullable: origin?.isNotNull === true ? 0 : 1,
    precision,
    scale,
    schemaName: origin?.schemaName ?? '',
    tableName: origin?.tableName ?? '',
    typeName: facts.typeName,
  };
}

/**
 * Returns the visible schema: none for temporary tables, and that of the view for materialised
 * rows.
 */
function visibleSchema(name: string): string {
  if (name.startsWith('pg_temp')) return '';
  return name.startsWith(STORED_SCHEMA_PREFIX) ? name.slice(STORED_SCHEMA_PREFIX.length) : name;
}

async function originsOf(
  postgres: Postgres,
  fields: readonly Field[],
): Promise<ReadonlyMap<string, Origin>> {
  const tables = [...new Set(fields.map(({ tableId }) => tableId).filter((id) => id > 0))];
  if (tables.length === 0) return new Map();
  const { rows } = await postgres.query(
    `SELECT a.attrelid, a.attnum, n.nspname, c.relname, a.attnotnull FROM pg_attribute a
     JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE a.attnum > 0 AND a.attrelid IN (${tables.join(', ')})`,
  );
  return new Map(
    rows.map(([table, column, schemaName, tableName, notNull]) => [
      `${table}/${column}`,
      {
        schemaName: visibleSchema(schemaName ?? ''),
        tableName: tableName ?? '',
        isNotNull: notNull === 't',
      },
    ]),
  );
}

/**
 * Describes a result's columns; columns of tables include their origin.
 * @param rows the first rows, which determine the scale of DECIMALs of which only the values have one
 */
export async function describeFields(
  postgres: Postgres,
  fields: readonly Field[],
  rows: readonly Row[],
): Promise<readonly ColumnMetadata[]> {
  const origins = await originsOf(postgres, fields);
  return fields.map((field, at) => {
    const column = describeField(field, origins.get(`${field.tableId}/${field.columnNumber}`));
    const isUnscaled = field.typeId === NUMERIC && field.typeModifier < 4;
    return isUnscaled ? { ...column, scale: largestScale(rows, at) } : column;
  });
}

/** Describes one column of a table for DescribeTable. */
export function describeTableColumn(
  column: Omit<Field, 'tableId' | 'columnNumber'>,
  origin: Origin,
  columnDefault: string | undefined,
): ColumnMetadata {
  const metadata = describeField(column, origin);
  return {
    ...metadata,
    length: metadata.precision,
    ...(columnDefault === undefined ? {} : { columnDefault }),
  };
}
