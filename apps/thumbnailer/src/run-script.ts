import { isAbsolute, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RECORD_LIMITS, type ScriptStatus } from '@miniatura/metadata';
import type { ScriptContext, ScriptImage } from './processing-script.ts';

/** What became of a script, as it is stored with the image. */
export interface ScriptOutcome {
  readonly scriptStatus: ScriptStatus;
  /** Why it is not `done`. */
  readonly scriptDetail: string | null;
  /** JSON. */
  readonly scriptResult: string | null;
}

/** Runs a script on a picture. Whatever the script does, the outcome says so; nothing is thrown. */
export type RunScript = (
  image: ScriptImage,
  context: Omit<ScriptContext, 'timeoutMs'>,
) => Promise<ScriptOutcome>;

/** What the script's thread is given. */
export interface ScriptRequest {
  readonly script: string;
  readonly maxResultBytes: number;
  readonly image: ScriptImage;
  readonly context: ScriptContext;
}

/** What the script's thread answers. */
export type ScriptMessage =
  | { readonly status: 'done'; readonly result: string }
  | { readonly status: Exclude<ScriptStatus, 'done'>; readonly detail: string };

/**
 * Beside this module and with its extension: `script-worker.ts` from source, `script-worker.mjs` in
 * a bundle.
 */
const workerUrl = new URL(`./script-worker${extname(import.meta.url)}`, import.meta.url);

/** A script that hoards is ended before the function's own memory is short. */
const MAX_HEAP_MB = 256;

/**
 * Runs the module at a path, or of a package, for each picture in a thread of its own: an endless
 * loop can be ended, and nothing is left over from one picture to the next.
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

/** The module to import for a script: a path counts from the current folder. */
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

/** A script may throw anything. */
function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
