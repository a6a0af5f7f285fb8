import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TestLambda {
  readonly endpoint: string;
  /** The events and the answers, as JSON, in the order of the answers. */
  readonly payloads: readonly string[];
}

/**
 * Starts a server on loopback that invokes a handler as Lambda's Invoke operation does, whatever the
 * name of the function is. It ends with `resources`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambda(
  resources: AsyncDisposableStack,
  handler: (event: unknown) => Promise<unknown>,
): Promise<TestLambda> {
  const payloads: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (event) => {
      const answer = await answerOf(handler, event);
      payloads.push(event, answer.body);
      response.writeHead(200, answer.headers).end(answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, payloads };
}

async function answerOf(handler: (event: unknown) => Promise<unknown>, event: string) {
  try {
    return { headers: {}, body: JSON.stringify((await handler(JSON.parse(event))) ?? null) };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    return {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType, errorMessage }),
    };
  }
}
