import type { AnalyticsAnswer, AnalyticsQuestion } from '@miniatura/api-contract';
import { type DataApi, type Table, WarehouseError } from '@miniatura/warehouse';
import { type AnswerColumn, type DayRange, statementOf } from './questions.ts';

/** Answers one of the dashboard's questions. @throws WarehouseError */
export type AnswerQuestion = (
  question: AnalyticsQuestion,
  range: DayRange,
) => Promise<AnalyticsAnswer>;

/**
 * The warehouse is queried for its newest load at most once per this time, and only for a
 * question.
 */
export const FRESHNESS_CHECK_MS = 5_000;
const REFRESH_SECONDS = FRESHNESS_CHECK_MS / 1000;
/** The answer about freshness contains ages in minutes, so that it is cached for one minute. */
const MINUTE_MS = 60_000;
const MAX_CACHED_ANSWERS = 200;
/** API Gateway's timeout is 29 s. */
const MAX_WAIT_MS = 25_000;

/** What the ETL has written last. */
interface NewestLoad {
  /** Null if the tables exist but are empty. */
  readonly batchId: string | null;
  readonly appliedAt: string | null;
  /** A run records it together with the day's snapshot, after its batches. */
  readonly succeededAt: string | null;
  /** The time of the oldest change that this run left for the next one. */
  readonly pendingAt: string | null;
}

/**
 * Answers from the warehouse, or from a cache until a newer batch is loaded or a run has succeeded.
 * A warehouse without tables, which the first load creates, gives answers without rows.
 */
export function warehouseAnswers(
  api: Pick<DataApi, 'query' | 'queryTable'>,
  now: () => Date,
): AnswerQuestion {
  const newestLoad = keptFor(FRESHNESS_CHECK_MS, now, () => readNewestLoad(api));
  const answers = new Map<string, Promise<AnalyticsAnswer['rows']>>();

  return async (question, range) => {
    const newest = await newestLoad();
    const { columns, ...statement } = statementOf(question, range);
    const answer = { question, columns: [...columns], refreshAfterSeconds: REFRESH_SECONDS };
    if (newest === null) return { ...answer, rows: [], freshAsOf: null };
    const { batchId, succeededAt } = newest;
    const key = JSON.stringify([
      question,
      range.from,
      range.to,
      batchId,
      succeededAt,
      periodOf(question, now()),
    ]);
    const rows = await remembered(answers, key, async () => {
      const table = await api.queryTable(statement, waitOptions());
      return rowsOf(table, columns);
    });
    return { ...answer, rows, freshAsOf: freshAsOf(newest) };
  };
}

/** A run that succeeds later has loaded every change until then, or until the oldest one that waits. */
function freshAsOf({ appliedAt, succeededAt, pendingAt }: NewestLoad): string | null {
  if (appliedAt === null) return null;
  const times = [succeededAt, pendingAt].filter((time) => time !== null);
  const completeUntil = times.toSorted().at(0) ?? appliedAt;
  return toIsoTime(completeUntil > appliedAt ? completeUntil : appliedAt);
}

/** Returns null before the first load. */
async function readNewestLoad(api: Pick<DataApi, 'query'>): Promise<NewestLoad | null> {
  for (const source of [LOADS_AND_RUN, LOADS]) {
    try {
      const [load] = await api.query(newestOf(source), waitOptions());
      return {
        batchId: load?.batch_id ?? null,
        appliedAt: load?.applied_at ?? null,
        succeededAt: load?.last_success_at ?? null,
        pendingAt: load?.oldest_pending_at ?? null,
      };
    } catch (error) {
      if (!isWithoutTables(error)) throw error;
    }
  }
  return null;
}

const LOADS_AND_RUN = 'analytics.v_load CROSS JOIN analytics.v_run';
/** A warehouse of an older version has no `v_run` until the next run of the ETL migrates it. */
const LOADS = `(
  SELECT batch_id, applied_at, CAST(NULL AS TIMESTAMP) AS last_success_at,
    CAST(NULL AS TIMESTAMP) AS oldest_pending_at
  FROM analytics.v_load
) loads`;

function newestOf(source: string) {
  return {
    sql: `SELECT batch_id, applied_at, last_success_at, oldest_pending_at
FROM ${source}
ORDER BY applied_at DESC, batch_id DESC LIMIT 1`,
    columns: {
      batch_id: 'string',
      applied_at: 'string',
      last_success_at: 'string?',
      oldest_pending_at: 'string?',
    },
  } as const;
}

/**
 * Detects a missing view, for which Redshift has no code: `relation "analytics.v_load" does not
 * exist`, or its schema.
 */
function isWithoutTables(error: unknown): boolean {
  if (!(error instanceof WarehouseError) || error.code !== 'statement-failed') return false;
  return /(relation|schema) "analytics[^"]*" does not exist/.test(error.message);
}

function waitOptions() {
  return { signal: AbortSignal.timeout(MAX_WAIT_MS) };
}

/**
 * Returns the period for which an answer is cached: a day, or a minute for the freshness, because
 * views depend on the current time.
 */
function periodOf(question: AnalyticsQuestion, now: Date): string {
  return question === 'freshness'
    ? String(Math.floor(now.getTime() / MINUTE_MS))
    : now.toISOString().slice(0, 10);
}

/** Caches results. A second caller waits for a pending result; failures are not cached. */
function remembered<T>(
  kept: Map<string, Promise<T>>,
  key: string,
  fetchIt: () => Promise<T>,
): Promise<T> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const fetched = fetchIt();
  kept.set(key, fetched);
  fetched.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MAX_CACHED_ANSWERS && oldest !== undefined) kept.delete(oldest);
  return fetched;
}

function keptFor<T>(ms: number, now: () => Date, fetchIt: () => Promise<T>): () => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  let askedAtMs = -Infinity;
  return () => {
    if (now().getTime() - askedAtMs >= ms) {
      kept.clear();
      askedAtMs = now().getTime();
    }
    return remembered(kept, 'newest', fetchIt);
  };
}

function rowsOf({ rows }: Table, columns: readonly AnswerColumn[]): AnalyticsAnswer['rows'] {
  return rows.map((row) => columns.map(({ type }, place) => cellOf(row[place] ?? null, type)));
}

/** Converts a cell; the Data API returns DECIMALs and times as text. */
function cellOf(cell: Table['rows'][number][number], type: AnswerColumn['type']) {
  if (cell === null || cell instanceof Uint8Array) return null;
  if (type === 'number') return Number(cell);
  return type === 'time' ? toIsoTime(String(cell)) : cell;
}

function toIsoTime(timestamp: string): string {
  return new Date(`${timestamp.replace(' ', 'T')}Z`).toISOString();
}
