import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Log } from '@miniatura/text';

export interface JobOptions {
  /** All that the job reads; nothing of the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Ends the job, which is then run again. */
  readonly signal: AbortSignal;
}

const JOB = fileURLToPath(import.meta.resolve('@miniatura/thumbnailer/large-image-job'));

/**
 * Runs the large-image job for one message, as AWS Batch does, in a process of its own.
 * @returns whether it succeeded; its log says why where it did not
 */
export async function runLargeImageJob(
  body: string,
  { environment, log, signal }: JobOptions,
): Promise<boolean> {
  const child = spawn(process.execPath, [JOB, body], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop);
  try {
    for (const stream of [child.stdout, child.stderr]) passOn(stream, log);
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code === 0));
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Hands the lines of the job's log, which are JSON, to that of the stack. */
function passOn(stream: Readable, log: Log): void {
  createInterface({ input: stream }).on('line', (line) => {
    const { level, message, error, ...fields } = parsed(line);
    if (level === 'INFO') return log.info(message, fields);
    log.error(message, { ...fields, error: error?.message ?? line });
  });
}

interface LogLine {
  readonly level?: string;
  readonly message: string;
  readonly error?: { readonly message?: string };
  readonly [name: string]: unknown;
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { message: 'The large-image job has printed' };
  }
}
