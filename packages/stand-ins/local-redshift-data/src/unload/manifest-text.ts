import type { ColumnMetadata } from '../worker/protocol.ts';

/** A file that UNLOAD has written. */
export interface UnloadedFile {
  readonly url: string;
  readonly byteCount: number;
  readonly rowCount: number;
}

/** Names of types in a manifest, by Redshift's short names. */
const BASES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bpchar: 'character',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
  varchar: 'character varying',
};

function typeOf({ typeName, precision, scale }: ColumnMetadata): Record<string, unknown> {
  const base = BASES[typeName] ?? typeName;
  if (typeName === 'numeric') return { base, precision, scale };
  const isText = typeName === 'varchar' || typeName === 'bpchar';
  return isText ? { base, max_length: precision } : { base };
}

function metaOf(byteCount: number, rowCount: number) {
  return { content_length: byteCount, record_count: rowCount };
}

/**
 * Returns the manifest of an UNLOAD as JSON. VERBOSE adds the size of each file and the columns.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
 */
export function manifestText(
  files: readonly UnloadedFile[],
  columns: readonly ColumnMetadata[],
  isVerbose: boolean,
): string {
  if (!isVerbose) return JSON.stringify({ entries: files.map(({ url }) => ({ url })) });
  const sum = (count: (file: UnloadedFile) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  return JSON.stringify({
    entries: files.map(({ url, byteCount, rowCount }) => ({
      url,
      meta: metaOf(byteCount, rowCount),
    })),
    schema: { elements: columns.map((column) => ({ name: column.name, type: typeOf(column) })) },
    meta: metaOf(
      sum(({ byteCount }) => byteCount),
      sum(({ rowCount }) => rowCount),
    ),
    author: { name: 'Amazon Redshift', version: '1.0.0' },
  });
}
