import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { VisionError } from './errors.ts';

export interface PostOptions {
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxAnswerBytes: number;
  /** Requests to this machine never use a proxy, even if the environment configures one. */
  readonly isRemote: boolean;
}

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/** Agents without the settings of the global agents, which may include a proxy. */
const directHttp = new HttpAgent();
const directHttps = new HttpsAgent();

/**
 * Posts JSON. Redirects are not followed, so that images and keys are not sent elsewhere.
 * @throws VisionError `invalid-answer` when the response is too long; Node's errors of the
 * connection
 */
export async function postJson(url: URL, options: PostOptions): Promise<PostAnswer> {
  const { headers, signal, isRemote } = options;
  const payload = Buffer.from(JSON.stringify(options.body));
  const isTls = url.protocol === 'https:';
  const send = isTls ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': payload.length,
      ...headers,
    },
    signal,
    ...(!isRemote && { agent: isTls ? directHttps : directHttp }),
  });
  // An error during the response is also emitted by the request; the reader handles it.
  request.on('error', () => undefined);
  request.end(payload);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await readText(response, options) };
}

async function readText(
  response: IncomingMessage,
  { maxAnswerBytes }: PostOptions,
): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > maxAnswerBytes) {
      throw new VisionError(
        'invalid-answer',
        `Expected a response of at most ${maxAnswerBytes} bytes but received more`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
