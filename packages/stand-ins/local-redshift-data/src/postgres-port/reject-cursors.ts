import { near } from '../sql/syntax-error.ts';
import { nodeOf, type TreeNode } from '../sql/walk-tree.ts';
import { QueryRejectedError } from './query-rejected-error.ts';

const SYNTAX_ERROR = '42601';
const NO_TRANSACTION = '25P01';
const FEATURE_NOT_SUPPORTED = '0A000';

function rejectedNear(text: string): QueryRejectedError {
  return new QueryRejectedError(SYNTAX_ERROR, near(text));
}

/** PostgreSQL's cursor options that Redshift does not support. */
const OPTIONS: readonly (readonly [bit: number, word: string])[] = [
  [1, 'BINARY'],
  [2, 'SCROLL'],
  [8, 'INSENSITIVE'],
  [16, 'ASENSITIVE'],
  [32, 'HOLD'],
];

function rejectFetch({ direction, howMany, ismove }: TreeNode): void {
  if (ismove === true) throw rejectedNear('MOVE');
  const isForward = direction === undefined || direction === 'FETCH_FORWARD';
  if (!isForward || Number(howMany ?? 0) < 0) {
    throw new QueryRejectedError(
      FEATURE_NOT_SUPPORTED,
      'FETCH goes forward only: NEXT, ALL, FORWARD',
    );
  }
}

const BEGIN = ['TRANS_STMT_BEGIN', 'TRANS_STMT_START'];
const END = ['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK'];

/**
 * Returns true if a statement begins a transaction. @throws QueryRejectedError for unsupported
 * transaction statements
 */
function begins(tree: unknown): boolean {
  const kind = nodeOf(nodeOf(tree)?.['TransactionStmt'])?.['kind'];
  if (kind !== undefined && ![...BEGIN, ...END].includes(String(kind))) {
    const name = String(kind).replace('TRANS_STMT_', '').replaceAll('_', ' ');
    throw new QueryRejectedError(FEATURE_NOT_SUPPORTED, `SQL command "${name}" not supported.`);
  }
  return BEGIN.includes(String(kind));
}

/**
 * Rejects forms of cursors and transactions that Redshift does not support.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/declare.html
 * @throws QueryRejectedError
 */
export function rejectCursors(
  trees: readonly unknown[],
  { isInTransaction }: { readonly isInTransaction: boolean },
): void {
  let isInBlock = isInTransaction;
  for (const tree of trees) {
    const isBegin = begins(tree);
    isInBlock ||= isBegin;
    const fetch = nodeOf(nodeOf(tree)?.['FetchStmt']);
    if (fetch !== undefined) rejectFetch(fetch);
    const close = nodeOf(nodeOf(tree)?.['ClosePortalStmt']);
    if (close !== undefined && close['portalname'] === undefined) throw rejectedNear('ALL');
    const declare = nodeOf(nodeOf(tree)?.['DeclareCursorStmt']);
    if (declare === undefined) continue;
    const option = OPTIONS.find(([bit]) => (Number(declare['options'] ?? 0) & bit) !== 0);
    if (option !== undefined) throw rejectedNear(option[1]);
    if (!isInBlock) {
      throw new QueryRejectedError(
        NO_TRANSACTION,
        'DECLARE CURSOR may only be used in transaction blocks',
      );
    }
  }
}
