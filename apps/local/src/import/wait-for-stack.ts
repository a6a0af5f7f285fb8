import { setTimeout as sleep } from 'node:timers/promises';
import { findStack, type FoundStack, NoStackError } from '../commands/find-stack.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import { stackProcessState } from '../stack/stack-process.ts';

const POLL_MS = 250;
/** How long to wait for a stack when no process is starting one. */
const NOT_STARTED_MS = 10_000;
/** How long to wait for a process that is starting a stack. */
const STARTING_MS = 180_000;

/**
 * Returns the chosen stack once it has started. Starting takes seconds, and both commands may be
 * run at the same time.
 * @param note called with what is waited for
 * @throws errors of findStack
 */
export async function waitForStack(
  choice: StackChoice,
  note: (sentence: string) => void,
): Promise<FoundStack> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await findStack(choice);
    } catch (error) {
      if (!(error instanceof NoStackError)) throw error;
      const isStarting = stackProcessState(choice.data) === 'alive';
      const patienceMs = isStarting ? STARTING_MS : NOT_STARTED_MS;
      if (performance.now() - startedAt > patienceMs) throw error;
      note(isStarting ? 'Waiting until the stack has started.' : notStarted(choice));
      await sleep(POLL_MS);
    }
  }
}

function notStarted(choice: StackChoice): string {
  const start = printedCommand('npm start', choice);
  return `Waiting ${NOT_STARTED_MS / 1000} s for a stack. Start one in another terminal: ${start}`;
}

const CRASHED_MS = 15_000;
const STOPPED_MS = 2000;

/**
 * Creates a function that tells whether a stack that does not answer has stopped. The supervisor
 * may restart a crashed process, which has not stopped; one that has exited by itself has.
 */
export function watchForStop(choice: StackChoice): () => boolean {
  let downSince: number | undefined;
  return () => {
    const state = stackProcessState(choice.data);
    if (state === 'alive') {
      downSince = undefined;
      return false;
    }
    downSince ??= performance.now();
    return performance.now() - downSince > (state === 'dead' ? CRASHED_MS : STOPPED_MS);
  };
}
