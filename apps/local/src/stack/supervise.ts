import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';

/** The message of a supervised process when it has started. */
export interface StartedMessage {
  readonly kind: 'started';
  /** The endpoints of its services, which it receives again when it is restarted. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** The variable that contains the endpoints for a restarted process. */
export const ENDPOINTS_VARIABLE = 'MINIATURA_ENDPOINTS';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SuperviseOptions {
  /** The module to run and its arguments. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly log: (line: string) => void;
}

const FIRST_DELAY_MS = 100;
const MAX_RESTARTS = 5;
const WINDOW_MS = 60_000;
/** npm forwards a signal that the terminal has already sent to all processes: both count as one. */
const SAME_SIGNAL_MS = 500;
/** Shells add this to the number of the signal that ended a process. */
const SIGNAL_EXIT_CODE = 128;

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a process, and restarts it when it ends by a signal or an error: with exponential backoff,
 * and at most 5 times a minute. A process that fails before it has started is not restarted. SIGINT
 * and SIGTERM are forwarded.
 * @returns the exit code
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { log } = options;
  const supervised = new Supervised(options);
  const restartedAtMs: number[] = [];
  for (;;) {
    const end = await supervised.run();
    if (end.code === 0 || !supervised.shouldRun()) return exitCodeOf(end);
    const attempt = countRestart(restartedAtMs);
    if (attempt > MAX_RESTARTS) {
      log(`It ended ${reasonOf(end)}, for the ${attempt}th time within a minute. Giving up.`);
      return exitCodeOf(end);
    }
    const delayMs = FIRST_DELAY_MS * 2 ** (attempt - 1);
    log(`It ended ${reasonOf(end)}. Restarting in ${delayMs} ms, on the same ports and data.`);
    await sleep(delayMs);
    if (!supervised.shouldRun()) return exitCodeOf(end);
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

  /** Whether the process has started, and nobody has asked it to stop. */
  shouldRun(): boolean {
    return this.#endpoints !== undefined && this.#signalledAtMs === undefined;
  }

  async run(): Promise<End> {
    const { module, args, environment } = this.#options;
    const endpoints = this.#endpoints && { [ENDPOINTS_VARIABLE]: JSON.stringify(this.#endpoints) };
    this.#child = fork(module, args, {
      // Its own process group: Ctrl-C in the terminal reaches only this supervisor.
      detached: true,
      env: { ...DECODER_ENVIRONMENT, ...environment, ...endpoints },
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

/** Counts the restarts of the last minute, including this one. */
function countRestart(restartedAtMs: number[]): number {
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
