import type { IncomingMessage } from 'node:http';
import type { CreateCommonError, ServiceError } from './errors.ts';

/** A parsed JSON object whose members are not validated yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ReadOptions {
  readonly maxRequestByteCount: number;
  readonly createCommonError: CreateCommonError<ServiceError>;
}

/** Reads the request's body as UTF-8 text. @throws the service's `too-large` */
export async function readText(
  request: IncomingMessage,
  { maxRequestByteCount, createCommonError }: ReadOptions,
): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > maxRequestByteCount) {
      throw createCommonError(
        'too-large',
        `Expected a request of at most ${maxRequestByteCount} bytes but received more`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads the request's body as a JSON object. An empty body is an empty object. @throws the
 * service's `too-large` and `not-json`
 */
export async function readJsonObject(
  request: IncomingMessage,
  options: ReadOptions,
): Promise<JsonObject> {
  const { createCommonError } = options;
  const text = await readText(request, options);
  let value: unknown;
  try {
    value = JSON.parse(text || '{}');
  } catch (cause) {
    throw createCommonError('not-json', 'Expected JSON for the body', { cause });
  }
  if (isJsonObject(value)) return value;
  throw createCommonError('not-json', 'Expected a JSON object for the body');
}
