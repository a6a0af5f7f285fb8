import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import type { Log } from '@miniatura/text';

export interface JobOptions {
  /** The complete environment of the job; the environment of this process is not inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Stops the job, which is then retried. */
  readonly signal: AbortSignal;
}

const JOB = fileURLToPath(import.meta.resolve('@miniatura/thumbnailer/large-image-job'));

/**
 * Runs the large-image job for one message in a separate process, as AWS Batch does.
 * @returns whether it succeeded; otherwise its log contains the reason
 */
export async function runLargeImageJob(
  body: string,
  { environment, log, signal }: JobOptions,
): Promise<boolean> {
  const child = spawn(process.execPath, [JOB, body], {
    env: { ...DECODER_ENVIRONMENT, ...environment },
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

/** Forwards the job's log, which is lines of JSON, to the stack's log. */
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
