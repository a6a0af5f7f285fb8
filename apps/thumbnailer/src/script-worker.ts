import { parentPort, workerData } from 'node:worker_threads';
import type { ProcessingScript } from './processing-script.ts';
import type { ScriptMessage, ScriptRequest } from './run-script.ts';

const { script, maxResultBytes, image, context } = workerData as ScriptRequest;

parentPort?.postMessage(await answer());

async function answer(): Promise<ScriptMessage> {
  const { process: run } = (await import(script)) as { readonly process?: ProcessingScript };
  if (typeof run !== 'function') {
    return {
      status: 'failed',
      detail: `Expected a function process of ${script} but received ${typeof run}`,
    };
  }
  return checked(await run(image, context));
}

function checked(value: unknown): ScriptMessage {
  const json = toJson(value);
  if (json instanceof Error) return { status: 'not-json', detail: json.message };
  const byteCount = Buffer.byteLength(json);
  return byteCount <= maxResultBytes
    ? { status: 'done', result: json }
    : {
        status: 'too-large',
        detail: `Expected at most ${maxResultBytes} bytes of JSON but received ${byteCount}`,
      };
}

function toJson(value: unknown): string | Error {
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json ?? new Error(`Expected JSON of the script but received ${typeof value}`);
  } catch (error) {
    return error as Error;
  }
}
