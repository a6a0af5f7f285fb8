import type { JsonObject } from '@miniatura/local-service';
import type { SessionRegistry } from '../session-registry.ts';
import type { StatementRunner } from '../statement-runner.ts';
import type { StatementStore } from '../statement-store.ts';

/** What the operations work on. */
export interface DataApi {
  readonly store: StatementStore;
  readonly runner: StatementRunner;
  readonly sessions: SessionRegistry;
}

/** The members of an answer, in the service's own names. */
export type Answer = Readonly<Record<string, unknown>>;

/** One operation; the signal says that its caller is gone. */
export type Operation = (
  api: DataApi,
  fields: JsonObject,
  signal: AbortSignal,
) => Promise<Answer> | Answer;

/** Leaves out what is undefined: JSON has no word for it, and the service sends no null. */
export const defined = (fields: Answer): Answer =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const epochSeconds = (ms: number): number => ms / 1000;
