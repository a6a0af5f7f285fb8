import type { JsonObject } from '@miniatura/local-service';
import { quoteLiteral } from '../quote.ts';
import {
  decodeToken,
  encodeToken,
  optionalInteger,
  optionalText,
  requiredText,
} from '../request-fields.ts';
import { describeTableColumn } from '../worker/column-metadata.ts';
import { type Answer, defined, type Operation } from './operation.ts';
import { parseTarget } from './statement-request.ts';

const MAX_LISTED = 1000;

/** Excludes system objects and temporary tables of other sessions. */
const VISIBLE =
  "n.nspname NOT LIKE 'pg\\_t%' AND n.nspname NOT SIMILAR TO 'redshift\\_(internal|kept\\_%)'";

function paged(fields: JsonObject, name: string, all: readonly unknown[]): Answer {
  const limit = optionalInteger(fields, 'MaxResults', { minimum: 0, maximum: MAX_LISTED });
  const from = decodeToken(fields) ?? 0;
  const to = from + (limit === undefined || limit === 0 ? MAX_LISTED : limit);
  return defined({
    [name]: all.slice(from, to),
    NextToken: all.length > to ? encodeToken(to) : undefined,
  });
}

function matches(column: string, pattern: string | undefined): string {
  return pattern === undefined ? 'true' : `${column} LIKE ${quoteLiteral(pattern)}`;
}

/** There is only one database; it is listed with the requested name. */
export const listDatabases: Operation = (_api, fields) => {
  parseTarget(fields);
  return paged(fields, 'Databases', [optionalText(fields, 'Database') ?? 'dev']);
};

export const listSchemas: Operation = async ({ runner }, fields) => {
  parseTarget(fields);
  requiredText(fields, 'Database');
  const rows = await runner.readCatalog(
    `SELECT n.nspname FROM pg_namespace n WHERE ${VISIBLE}
     AND ${matches('n.nspname', optionalText(fields, 'SchemaPattern'))} ORDER BY 1`,
  );
  return paged(
    fields,
    'Schemas',
    rows.map(([name]) => name),
  );
};

const TABLE_TYPE = `CASE WHEN n.nspname IN ('pg_catalog', 'information_schema')
  THEN CASE c.relkind WHEN 'v' THEN 'SYSTEM VIEW' ELSE 'SYSTEM TABLE' END
  ELSE CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'VIEW' ELSE 'TABLE' END END`;

export const listTables: Operation = async ({ runner }, fields) => {
  parseTarget(fields);
  requiredText(fields, 'Database');
  const rows = await runner.readCatalog(
    `SELECT c.relname, n.nspname, ${TABLE_TYPE} FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'v', 'm') AND ${VISIBLE}
     AND ${matches('n.nspname', optionalText(fields, 'SchemaPattern'))}
     AND ${matches('c.relname', optionalText(fields, 'TablePattern'))} ORDER BY 2, 1`,
  );
  const tables = rows.map(([name, schema, type]) => ({ name, schema, type }));
  return paged(fields, 'Tables', tables);
};

export const describeTable: Operation = async ({ runner }, fields) => {
  parseTarget(fields);
  requiredText(fields, 'Database');
  const table = requiredText(fields, 'Table');
  const schema = optionalText(fields, 'Schema');
  const rows = await runner.readCatalog(
    `SELECT a.attname, a.atttypid, a.atttypmod, a.attnotnull, n.nspname,
       pg_get_expr(d.adbin, d.adrelid)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relname = ${quoteLiteral(table)} AND a.attnum > 0 AND NOT a.attisdropped
     AND ${schema === undefined ? 'true' : `n.nspname = ${quoteLiteral(schema)}`}
     AND c.relkind IN ('r', 'v', 'm') AND ${VISIBLE} ORDER BY n.nspname, a.attnum`,
  );
  const columns = rows.map(([name, typeId, typeModifier, notNull, schemaName, value]) =>
    describeTableColumn(
      { name: name ?? '', typeId: Number(typeId), typeModifier: Number(typeModifier) },
      { schemaName: schemaName ?? '', tableName: table, isNotNull: notNull === 't' },
      value ?? undefined,
    ),
  );
  return { TableName: table, ...paged(fields, 'ColumnList', columns) };
};
