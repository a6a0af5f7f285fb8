import { existsSync } from 'node:fs';
import { watchForStop } from '../import/wait-for-stack.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import { StackStoppedError } from './retry-call.ts';

const POLL_MS = 250;
const STOPPING =
  'The stack is stopping or restarting. This command continues if the stack answers again.';

/**
 * Runs `work` until it ends or the stack of the chosen data folder has stopped. The clients of a
 * stack that does not answer are retried for a minute, during which the user would be told nothing.
 * @param note called with what is waited for
 * @throws StackStoppedError, while `work` may still be retrying
 */
export async function whileStackRuns<T>(
  choice: StackChoice,
  work: () => Promise<T>,
  note: (sentence: string) => void,
): Promise<T> {
  const hasStopped = watchForStop(choice);
  let isNoted = false;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (hasStopped()) reject(new StackStoppedError(stoppedText(choice)));
      if (isNoted || existsSync(choice.data.endpoints)) return;
      isNoted = true;
      note(STOPPING);
    }, POLL_MS);
  });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    clearInterval(timer);
  }
}

function stoppedText(choice: StackChoice): string {
  const start = printedCommand('npm start', choice);
  return `The stack has stopped. Start it: ${start}\nThen run the same command again.`;
}
