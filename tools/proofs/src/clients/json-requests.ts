import type { Draw } from './draw.ts';
import type { HttpRequest } from './http-request.ts';

interface JsonOperation {
  readonly target: string;
  readonly fields: (draw: Draw, index: number) => Readonly<Record<string, unknown>>;
  readonly hasEffect?: boolean;
}

export interface JsonService {
  readonly endpoint: string;
  /** `1.0` or `1.1`. */
  readonly version: string;
  readonly operations: readonly JsonOperation[];
}

/** Returns requests for a service with AWS's JSON protocol. */
export function jsonRequests(name: string, { endpoint, version, operations }: JsonService) {
  const { host } = new URL(endpoint);
  return async (draw: Draw, index: number): Promise<HttpRequest> => {
    const { target, fields, hasEffect = false } = draw.pick(operations);
    return {
      method: 'POST',
      target: '/',
      headers: { host, ...headersOf(target, version) },
      body: Buffer.from(JSON.stringify(fields(draw, index))),
      effectId: hasEffect ? `${name}-${index}` : undefined,
    };
  };
}

function headersOf(target: string, version: string) {
  return {
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': target,
  };
}

/** Calls an operation. @throws Error for a status other than 200 */
export async function callJson(
  { endpoint, version }: Omit<JsonService, 'operations'>,
  target: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const headers = headersOf(target, version);
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(fields) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${target}: ${response.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
