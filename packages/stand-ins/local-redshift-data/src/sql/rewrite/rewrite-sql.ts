import { unsupported } from '../../statement-errors.ts';
import { scanSql, startsWith, type SqlSource, type Token } from '../scan-sql.ts';
import { commonTableRule } from './common-table-rule.ts';
import { priorRule } from './connect-by.ts';
import { dateRule } from './date-rules.ts';
import { functionRule } from './function-rules.ts';
import { mergeRule } from './merge-rule.ts';
import type { KnownColumns } from './known-columns.ts';
import { refuseSql } from './refuse.ts';
import { Rewriter, type Rule } from './rewriter.ts';
import { nameRule, selectRule } from './select-rules.ts';
import { pivotRule } from './pivot-rule.ts';
import { showRule } from './show-rule.ts';
import { superRule } from './super-rule.ts';
import { tableNameRule } from './table-name-rule.ts';
import { executeRule, routineRule } from './routine-rule.ts';
import { wordRule } from './word-rules.ts';

const RULES: readonly Rule[] = [
  showRule,
  mergeRule,
  routineRule((body, columns) => rewriteSql(scanSql(body), columns)),
  executeRule,
  commonTableRule,
  selectRule,
  pivotRule,
  tableNameRule,
  priorRule,
  superRule,
  nameRule,
  wordRule,
  dateRule,
  functionRule,
];

const hasMark = (tokens: readonly Token[]): boolean =>
  tokens.some((_, at) => startsWith(tokens, at, '(', '+', ')'));

/**
 * What may stand in any statement, in PostgreSQL's words. The rules work on tokens, since
 * PostgreSQL's parser cannot read QUALIFY or PIVOT, and may ask for the columns of a query.
 * sqlglot, the transpiler with both dialects, is no substitute: it drops PIVOT and IGNORE NULLS,
 * leaves EXCLUDE, RATIO_TO_REPORT and names of the SELECT list as they are, keeps PostgreSQL's
 * meaning of functions, and needs Python.
 *
 * What is written can be parsed by PostgreSQL's parser, and means there what
 * the source means to Redshift.
 * @param columns what is known of queries that the statement holds
 * @throws SqlStatementError for what cannot be translated
 * @throws ColumnsNeeded when more is to be known
 */
export const rewriteSql = (source: SqlSource, columns: KnownColumns): string => {
  refuseSql(source.tokens);
  const text = new Rewriter(source, RULES, columns).write(0, source.tokens.length);
  // What a SELECT does not make a join of is left.
  if (hasMark(source.tokens) && hasMark(scanSql(text).tokens)) {
    throw unsupported('the outer join operator (+) outside of the WHERE of a SELECT');
  }
  return text;
};
