import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import type { Attempt } from './attempt.ts';

const CHILD_SCRIPT = join(import.meta.dirname, 'try-variants-in-child.ts');

export interface Trial {
  /** `made`, the code of a rejection, `crash`, `hang` or `uncatalogued`. */
  readonly outcome: string;
  readonly fault: string | undefined;
  readonly durationMs: number;
  /** Peak memory of the process in bytes; undefined if it is not available. */
  readonly peakByteCount: number | undefined;
}

/** Starts a process with the environment that the product gives to processes that decode images. */
function forkDecoder(): ChildProcess {
  const env = { ...process.env, ...DECODER_ENVIRONMENT };
  return fork(CHILD_SCRIPT, { env, serialization: 'advanced' });
}

/** Runs variants in a process, which is replaced if it crashes, hangs or grows too large. */
export class VariantRunner {
  readonly #maxDurationMs: number;
  #child: ChildProcess | undefined;

  constructor({ maxDurationMs }: { readonly maxDurationMs: number }) {
    this.#maxDurationMs = maxDurationMs;
  }

  async try(bytes: Uint8Array): Promise<Trial> {
    const child = (this.#child ??= forkDecoder());
    const startedAt = performance.now();
    const attempt = await this.#attempt(child, bytes);
    const durationMs = performance.now() - startedAt;
    const peakByteCount = peakOf(child);
    if (attempt.outcome === 'crash' || attempt.outcome === 'hang') await this.stop();
    return { outcome: attempt.outcome, fault: attempt.fault, durationMs, peakByteCount };
  }

  async #attempt(child: ChildProcess, bytes: Uint8Array): Promise<Attempt> {
    const done = new AbortController();
    const { signal } = done;
    const timer = setTimeout(() => done.abort(), this.#maxDurationMs);
    const answered = once(child, 'message', { signal }).then(([answer]) => answer as Attempt);
    const exited = once(child, 'exit', { signal }).then(([code, killedBy]) => ({
      outcome: 'crash',
      fault: `The process ended with ${killedBy ?? code}`,
    }));
    const hang = { outcome: 'hang', fault: `No answer within ${this.#maxDurationMs} ms` };
    child.send(bytes);
    try {
      return await Promise.race([answered, exited]).catch(() => hang);
    } finally {
      clearTimeout(timer);
      done.abort();
      await Promise.allSettled([answered, exited]);
    }
  }

  /** Ends the process; the next variant gets a new one. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

/** Returns the peak memory of a process, which Linux reports even if the process hangs. */
function peakOf({ pid }: ChildProcess): number | undefined {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
