import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a supervised process sends when it is up. */
export interface StartedMessage {
  readonly kind: 'started';
  /** Where its services listen: it is told so when it is started again. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** The variable that tells a process that is started again where to listen. */
export const ENDPOINTS_VARIABLE = 'MINIATURA_ENDPOINTS';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SuperviseOptions {
  /** The module to run, and its arguments. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly log: (line: string) => void;
}

const FIRST_DELAY_MS = 100;
const MAX_RESTARTS = 5;
const WINDOW_MS = 60_000;
/** npm passes on a signal that the terminal has sent to everybody: both are one. */
const SAME_SIGNAL_MS = 500;
/** What shells add to the number of a signal that ended a process. */
const SIGNAL_EXIT_CODE = 128;

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a process, and starts it again when it ends by a signal or by an error: with exponential
 * backoff, and 5 times within a minute at the most. What fails before it is up is not started again.
 * SIGINT and SIGTERM are passed on to it.
 * @returns the exit code
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { log } = options;
  const supervised = new Supervised(options);
  const restartedAtMs: number[] = [];
  for (;;) {
    const end = await supervised.run();
    if (end.code === 0 || !supervised.isToRun()) return exitCodeOf(end);
    const attempt = noteRestart(restartedAtMs);
    if (attempt > MAX_RESTARTS) {
      log(`It ended ${reasonOf(end)}, for the ${attempt}th time within a minute. Giving up.`);
      return exitCodeOf(end);
    }
    const delayMs = FIRST_DELAY_MS * 2 ** (attempt - 1);
    log(`It ended ${reasonOf(end)}. Restarting in ${delayMs} ms, on the same ports and data.`);
    await sleep(delayMs);
    if (!supervised.isToRun()) return exitCodeOf(end);
  }
}

class Supervised {
  readonly #options: SuperviseOptions;
  #endpoints: StartedMessage['endpoints'] | undefined;
  #child: ChildProcess | undefined;
  #signalledAtMs: number | undefined;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#pass);
  }

  /** Whether it has been up, and nobody has asked it to stop. */
  isToRun(): boolean {
    return this.#endpoints !== undefined && this.#signalledAtMs === undefined;
  }

  async run(): Promise<End> {
    const { module, args, environment } = this.#options;
    const endpoints = this.#endpoints && { [ENDPOINTS_VARIABLE]: JSON.stringify(this.#endpoints) };
    this.#child = fork(module, args, {
      // A process group of its own: the terminal sends Ctrl-C to this process alone.
      detached: true,
      env: { ...environment, ...endpoints },
    });
    this.#child.on('message', (message) => this.#note(message as Partial<StartedMessage>));
    const [code, signal] = (await once(this.#child, 'exit')) as [End['code'], End['signal']];
    return { code, signal };
  }

  #note({ kind, endpoints }: Partial<StartedMessage>): void {
    if (kind === 'started') this.#endpoints = endpoints;
  }

  readonly #pass = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    const isRepeated = nowMs - (this.#signalledAtMs ?? -Infinity) < SAME_SIGNAL_MS;
    this.#signalledAtMs = nowMs;
    if (!isRepeated) this.#child?.kill(signal);
  };
}

/** How many restarts the last minute has had, with this one. */
function noteRestart(restartedAtMs: number[]): number {
  const nowMs = performance.now();
  restartedAtMs.push(nowMs);
  while ((restartedAtMs[0] ?? nowMs) < nowMs - WINDOW_MS) restartedAtMs.shift();
  return restartedAtMs.length;
}

function reasonOf({ code, signal }: End): string {
  return signal === null ? `with exit code ${code}` : `by ${signal}`;
}

function exitCodeOf({ code, signal }: End): number {
  return code ?? SIGNAL_EXIT_CODE + (signal === null ? 0 : constants.signals[signal]);
}
