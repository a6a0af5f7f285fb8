import type { Kysely } from 'kysely';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { MetadataTables } from '../database/tables.ts';
import { type Failure, failureOf, type FailureState } from './failure.ts';

export interface ListFailuresRequest {
  readonly states: readonly FailureState[];
  readonly limit: number;
}

/** Lists failures, last seen first. */
export async function listFailures(
  db: Kysely<MetadataTables>,
  { states, limit }: ListFailuresRequest,
): Promise<readonly Failure[]> {
  if (states.length === 0) return [];
  const rows = await db
    .selectFrom('failure')
    .selectAll()
    .where('state', 'in', [...states])
    .orderBy('lastSeenAt', 'desc')
    .orderBy('failureId')
    .limit(limit)
    .execute()
    .catch(fail);
  return rows.map(failureOf);
}

/** Returns the failures that exist, in any order. */
export async function findFailures(
  db: Kysely<MetadataTables>,
  failureIds: readonly string[],
): Promise<readonly Failure[]> {
  if (failureIds.length === 0) return [];
  const rows = await db
    .selectFrom('failure')
    .selectAll()
    .where('failureId', 'in', [...failureIds])
    .execute()
    .catch(fail);
  return rows.map(failureOf);
}

export async function countFailures(
  db: Kysely<MetadataTables>,
): Promise<Readonly<Partial<Record<FailureState, number>>>> {
  const rows = await db
    .selectFrom('failure')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
    .catch(fail);
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

function fail(error: unknown): never {
  throw databaseErrorOf(error);
}
