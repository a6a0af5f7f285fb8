import type { JsonObject } from '@miniatura/local-service';
import type { SessionRegistry } from '../session-registry.ts';
import type { StatementRunner } from '../statement-runner.ts';
import type { StatementStore } from '../statement-store.ts';

/** The dependencies of the operations. */
export interface DataApi {
  readonly store: StatementStore;
  readonly runner: StatementRunner;
  readonly sessions: SessionRegistry;
}

/** Members of a response, with the service's names. */
export type Answer = Readonly<Record<string, unknown>>;

/** One operation. The signal aborts when the caller has disconnected. */
export type Operation = (
  api: DataApi,
  fields: JsonObject,
  signal: AbortSignal,
) => Promise<Answer> | Answer;

/** Omits undefined members, because JSON has no undefined, and the service sends no null. */
export function defined(fields: Answer): Answer {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export const epochSeconds = (ms: number): number => ms / 1000;
