import { unsupported } from '../../statement-errors.ts';
import { scanSql, type SqlSource, startsWith, type Token } from '../scan-sql.ts';
import { commonTableRule } from './common-table-rule.ts';
import { priorRule } from './connect-by.ts';
import { dateRule, intervalRule } from './date-rules.ts';
import { divisionRule } from './division-rule.ts';
import { functionRule } from './function-rules.ts';
import { groupRule } from './group-rule.ts';
import type { KnownColumns } from './known-columns.ts';
import { mergeRule } from './merge-rule.ts';
import { objectTransformRule } from './object-transform-rule.ts';
import { pivotRule } from './pivot-rule.ts';
import { rejectUnsupported } from './reject-unsupported.ts';
import { Rewriter, type Rule } from './rewriter.ts';
import { executeRule, routineRule } from './routine-rule.ts';
import { nameRule, selectRule } from './select-rules.ts';
import { showRule } from './show-rule.ts';
import { superCallRule } from './super-call-rule.ts';
import { superRule } from './super-rule.ts';
import { superValuesRule } from './super-values-rule.ts';
import { tableNameRule } from './table-name-rule.ts';
import { wholeRowRule } from './whole-row-rule.ts';
import { wordRule } from './word-rules.ts';

const RULES: readonly Rule[] = [
  showRule,
  mergeRule,
  routineRule((body, columns) => rewriteSql(scanSql(body), columns)),
  executeRule,
  commonTableRule,
  selectRule,
  groupRule,
  pivotRule,
  tableNameRule,
  priorRule,
  wholeRowRule,
  superRule,
  superCallRule,
  superValuesRule,
  nameRule,
  wordRule,
  divisionRule,
  dateRule,
  intervalRule,
  objectTransformRule,
  functionRule,
];

const RULES_WITHOUT_SUPER = RULES.filter((rule) => rule !== superValuesRule);

/** Permissions name objects and no columns of theirs in expressions. */
const PERMISSION_RULES: readonly Rule[] = [tableNameRule];

function isPermission(tokens: readonly Token[]): boolean {
  return (
    startsWith(tokens, 0, 'grant') ||
    startsWith(tokens, 0, 'revoke') ||
    startsWith(tokens, 0, 'alter', 'default', 'privileges')
  );
}

function hasMark(tokens: readonly Token[]): boolean {
  return tokens.some((_, at) => startsWith(tokens, at, '(', '+', ')'));
}

/**
 * Translates the parts that may occur in any statement to PostgreSQL's dialect. The rules work on
 * tokens, because PostgreSQL's parser does not support QUALIFY or PIVOT; they may require the
 * columns of a query. The result can be parsed by PostgreSQL's parser, and means the same there.
 * sqlglot, a transpiler with both dialects, is no replacement: it drops PIVOT and IGNORE NULLS,
 * leaves EXCLUDE, RATIO_TO_REPORT and names of the SELECT list unchanged, keeps PostgreSQL's
 * meaning of functions, and requires Python.
 * @param columns known columns of queries in the statement
 * @param writesSuper false if no value can be written to a column of SUPER, so that the columns of
 *   the target need not be known
 * @throws SqlStatementError for syntax that cannot be translated
 * @throws ColumnsNeeded if more columns must be known
 */
export function rewriteSql(source: SqlSource, columns: KnownColumns, writesSuper = true): string {
  rejectUnsupported(source.tokens);
  const others = writesSuper ? RULES : RULES_WITHOUT_SUPER;
  const rules = isPermission(source.tokens) ? PERMISSION_RULES : others;
  const text = new Rewriter(source, rules, columns).write(0, source.tokens.length);
  // What a SELECT does not make a join of is left.
  if (hasMark(source.tokens) && hasMark(scanSql(text).tokens)) {
    throw unsupported('the outer join operator (+) outside of the WHERE of a SELECT');
  }
  return text;
}
