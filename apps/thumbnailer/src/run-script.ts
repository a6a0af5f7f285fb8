import { extname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RECORD_LIMITS, type ScriptStatus } from '@miniatura/metadata';
import type { ScriptContext, ScriptImage } from './processing-script.ts';

/** The outcome of a script as it is stored with the image. */
export interface ScriptOutcome {
  readonly scriptStatus: ScriptStatus;
  /** Why it is not `done`. */
  readonly scriptDetail: string | null;
  /** JSON. */
  readonly scriptResult: string | null;
}

/** Runs a script on an image. Errors of the script are part of the outcome; nothing is thrown. */
export type RunScript = (
  image: ScriptImage,
  context: Omit<ScriptContext, 'timeoutMs'>,
) => Promise<ScriptOutcome>;

/** The message to the script's thread. */
export interface ScriptRequest {
  readonly script: string;
  readonly maxResultBytes: number;
  readonly image: ScriptImage;
  readonly context: ScriptContext;
}

/** The message from the script's thread. */
export type ScriptMessage =
  | { readonly status: 'done'; readonly result: string }
  | { readonly status: Exclude<ScriptStatus, 'done'>; readonly detail: string };

/**
 * The worker beside this module, with the same extension: `script-worker.ts` from source,
 * `script-worker.mjs` in a bundle.
 */
const workerUrl = new URL(`./script-worker${extname(import.meta.url)}`, import.meta.url);

/** A script that uses more memory is ended before the function runs out of memory. */
const MAX_HEAP_MB = 256;

/**
 * Runs a module, given by path or package name, in a separate thread for each image. An endless
 * loop can be ended, and no state remains between images.
 */
export function scriptRunner(
  script: string,
  { timeoutMs }: { readonly timeoutMs: number },
): RunScript {
  return (image, context) =>
    runInThread({
      script: specifierOf(script),
      maxResultBytes: RECORD_LIMITS.maxScriptResultBytes,
      image,
      context: { ...context, timeoutMs },
    });
}

/** Returns the module specifier of a script. Paths are relative to the current folder. */
export function specifierOf(script: string): string {
  const isPath = script.startsWith('.') || isAbsolute(script);
  return isPath ? pathToFileURL(resolve(script)).href : script;
}

function runInThread(request: ScriptRequest): Promise<ScriptOutcome> {
  const { timeoutMs } = request.context;
  return new Promise((settle) => {
    const worker = new Worker(workerUrl, {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const end = (message: ScriptMessage): void => {
      clearTimeout(timer);
      void worker.terminate();
      settle(outcomeOf(message));
    };
    const timer = setTimeout(() => {
      end({ status: 'timed-out', detail: `Expected an end within ${timeoutMs} ms` });
    }, timeoutMs);
    worker.once('message', end);
    worker.once('error', (error: unknown) => end({ status: 'failed', detail: textOf(error) }));
    worker.once('exit', (code) => {
      end({ status: 'failed', detail: `Expected a result but the script exited with ${code}` });
    });
  });
}

function outcomeOf(message: ScriptMessage): ScriptOutcome {
  return message.status === 'done'
    ? { scriptStatus: 'done', scriptDetail: null, scriptResult: message.result }
    : { scriptStatus: message.status, scriptDetail: message.detail, scriptResult: null };
}

/** A script may throw any value. */
function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
