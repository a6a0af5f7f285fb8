import { parseSync } from 'libpg-query';
import { SqlStatementError, unsupported } from '../statement-errors.ts';
import { redshiftSyntaxEdits, unchangedTable } from './redshift-syntax.ts';
import { redshiftTypeEdits, VARIABLE_TYPES } from './redshift-types.ts';
import {
  afterParenthesis,
  applyEdits,
  type Edit,
  scanSql,
  type SqlSource,
  startsWith,
  textOf,
} from './scan-sql.ts';
import { tableAlteration } from './table-alteration.ts';
import { layoutChange } from './table-layout.ts';
import { nodeOf } from './walk-tree.ts';

/** Words and symbols after which a statement of a procedure begins. */
export const BEGINS_STATEMENT: ReadonlySet<string> = new Set([
  ';',
  'begin',
  'then',
  'else',
  'loop',
]);

/** Statements whose own syntax or types differ from PostgreSQL's. */
const TRANSLATED = new Set(
  'alter analyze comment create delete drop grant refresh revoke'.split(' '),
);

/** Translates a statement of a body; text that only PL/pgSQL can parse keeps its types. */
function statementText(text: string): string {
  const source = scanSql(text);
  // What Redshift rejects for every table; what depends on the table is not checked.
  layoutChange(source);
  tableAlteration(source, false);
  const unchanged = unchangedTable(source);
  if (unchanged !== undefined) return `LOCK ${unchanged}`;
  const plain = scanSql(applyEdits(source, redshiftSyntaxEdits(source)));
  const sql = applyEdits(plain, []);
  let tree: unknown;
  try {
    tree = nodeOf(parseSync(sql).stmts?.[0]?.stmt);
  } catch {
    return sql;
  }
  return applyEdits(plain, redshiftTypeEdits(plain, tree));
}

function statementEdits(source: SqlSource): Edit[] {
  const { tokens } = source;
  return tokens.flatMap(({ kind, text, start }, at) => {
    const begins = at === 0 || BEGINS_STATEMENT.has(tokens[at - 1]?.text ?? '');
    if (!begins || kind !== 'word' || !TRANSLATED.has(text)) return [];
    let to = at;
    while (to < tokens.length && !startsWith(tokens, to, ';')) to += 1;
    return [
      { start, end: tokens[to - 1]?.end ?? start, text: statementText(textOf(source, at, to)) },
    ];
  });
}

/** Types of PostgreSQL that Redshift lacks. */
const OTHER_TYPES = new Set(
  'bit box bytea cidr circle inet json jsonb line lseg macaddr money path point polygon tsquery tsvector uuid varbit xml'.split(
    ' ',
  ),
);

/** Translates the types of `DECLARE v SUPER; …`. @throws SqlStatementError for types that Redshift lacks */
function declarationEdits({ tokens }: SqlSource): Edit[] {
  const edits: Edit[] = [];
  let isDeclaring = false;
  for (const [at] of tokens.entries()) {
    if (startsWith(tokens, at, 'declare')) isDeclaring = true;
    else if (startsWith(tokens, at, 'begin')) isDeclaring = false;
    const isItem = startsWith(tokens, at - 1, 'declare') || startsWith(tokens, at - 1, ';');
    if (!isDeclaring || !isItem) continue;
    const from = startsWith(tokens, at + 1, 'constant') ? at + 2 : at + 1;
    const type = tokens[from];
    if (type?.kind === 'word' && OTHER_TYPES.has(type.text)) {
      throw new SqlStatementError(`type "${type.text}" does not exist`);
    }
    const name = VARIABLE_TYPES[type?.text ?? ''];
    if (type === undefined || name === undefined) continue;
    const hasLength = name === 'bytea' && startsWith(tokens, from + 1, '(');
    const end = hasLength ? tokens[afterParenthesis(tokens, from + 1) - 1]?.end : type.end;
    edits.push({ start: type.start, end: end ?? type.end, text: name });
  }
  return edits;
}

/**
 * Ends the call with the error that an EXCEPTION block has handled: Redshift keeps the changes of the
 * handler, and throws the error again.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/stored-procedure-trapping-errors.html
 * @throws SqlStatementError for a block within another, before which changes would have to be undone
 */
function handlerEdits({ tokens }: SqlSource): Edit[] {
  const edits: Edit[] = [];
  const open: string[] = [];
  for (const [at, { end }] of tokens.entries()) {
    const word = ['begin', 'case'].find((start) => startsWith(tokens, at, start));
    const isEnd = startsWith(tokens, at, 'end');
    const isOfBlock = isEnd && !['if', 'loop'].some((kind) => startsWith(tokens, at + 1, kind));
    if (isOfBlock) open.pop();
    else if (word !== undefined && !startsWith(tokens, at - 1, 'end')) open.push(word);
    if (!startsWith(tokens, at, 'when', 'others', 'then')) continue;
    if (open.length > 1) throw unsupported('an EXCEPTION block within another block');
    const then = tokens[at + 2]?.end ?? end;
    edits.push({
      start: then,
      end: then,
      text: ' PERFORM redshift_internal.throw_after_call(SQLERRM);',
    });
  }
  return edits;
}

/**
 * Returns the edits of a routine's body that translate what its statements have beside their
 * expressions: layouts, types, the variables' types, and handlers of errors.
 * @throws SqlStatementError for types that Redshift lacks
 */
export function routineBodyEdits(source: SqlSource): Edit[] {
  return [...statementEdits(source), ...declarationEdits(source), ...handlerEdits(source)];
}
