import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A chat completion request, as far as it is looked at. */
export interface SeenRequest {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly max_tokens?: number;
    readonly max_completion_tokens?: number;
    readonly response_format?: object;
    readonly messages: readonly {
      readonly content: readonly {
        readonly text?: string;
        readonly image_url?: { readonly url: string };
      }[];
    }[];
  };
}

/** What is answered: a model's text, a status with a body, or whatever is done with the response. */
export type Reply =
  | string
  | { readonly status: number; readonly body?: string }
  | ((response: ServerResponse) => void);

export interface ServedVision extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/**
 * A stand-in of an OpenAI-compatible endpoint: no model can be had in a test.
 * @param reply says what is answered to each request
 */
export async function serveVision(
  reply: (request: SeenRequest, index: number) => Reply,
): Promise<ServedVision> {
  const seen: SeenRequest[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization } = request.headers;
    const body = (await json(request)) as SeenRequest['body'];
    const one = { path: request.url, authorization, body };
    seen.push(one);
    answer(response, reply(one, seen.length - 1));
  };
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}/v1`, seen, close, [Symbol.asyncDispose]: close };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') return reply(response);
  if (typeof reply === 'object') {
    response.writeHead(reply.status, { location: 'http://192.0.2.1/v1' });
    return void response.end(reply.body);
  }
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      choices: [{ message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 321, completion_tokens: 12 },
    }),
  );
}
