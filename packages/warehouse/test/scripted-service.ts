import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { afterEach } from 'vitest';
import { createDataApi, type DataApi } from '../src/index.ts';

/** An answer: fields, or an error with its status; `drop` ends the connection without one. */
export type Answer =
  | { readonly fields: object }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | 'drop';

export interface Request {
  readonly operation: string;
  readonly fields: Record<string, unknown>;
}

export interface ScriptedService {
  readonly api: DataApi;
  /** What was asked so far. */
  readonly requests: Request[];
}

/** An id for what was submitted. */
export const SUBMITTED: Answer = { fields: { Id: 'statement-1' } };
export const FINISHED: Answer = {
  fields: { Id: 'statement-1', Status: 'FINISHED', Duration: 5e6, HasResultSet: true },
};

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/**
 * A Data API on loopback that gives each operation its answers in turn, the last one again and
 * again, and the client under test in front of it.
 */
export async function scriptedService(
  script: Readonly<Record<string, readonly Answer[]>>,
  retryForMs = 2000,
): Promise<ScriptedService> {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    requests.push({ operation, fields: JSON.parse(await text(request)) });
    const given = requests.filter((each) => each.operation === operation).length;
    const answer = script[operation]?.[given - 1] ?? script[operation]?.at(-1);
    if (answer === undefined || answer === 'drop') return void request.socket.destroy();
    const isError = 'error' in answer;
    const body = isError
      ? { __type: answer.error, Message: answer.message ?? `${answer.error} was scripted` }
      : answer.fields;
    response.writeHead(isError ? (answer.status ?? 400) : 200, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new RedshiftDataClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    maxAttempts: 1,
  });
  stops.push(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const target = { workgroupName: 'miniatura', database: 'dev' };
  return { api: createDataApi(client, target, { retryForMs }), requests };
}
