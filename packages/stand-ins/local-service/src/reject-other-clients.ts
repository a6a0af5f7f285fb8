import type { RequestListener } from 'node:http';
import type { WriteAnswer } from './answer-unparsed.ts';
import { type AllowedClients, denialReason } from './denial-reason.ts';

interface RejectOptions {
  /** Matches the URLs that any page may show as images, because they are signed. */
  readonly embedded?: RegExp | undefined;
  /** By default the reason is written as text. */
  readonly write?: WriteAnswer | undefined;
}

const writeText: WriteAnswer = (_, detail) => ({
  contentType: 'text/plain; charset=utf-8',
  body: `${detail}\n`,
});

/** Wraps a listener: a request that is not allowed receives 403 and the reason. */
export function rejectOtherClients(
  listener: RequestListener,
  allowed: AllowedClients,
  { embedded, write = writeText }: RejectOptions = {},
): RequestListener {
  return (request, response) => {
    const isEmbedded = request.method === 'GET' && embedded?.test(request.url ?? '') === true;
    const { 'sec-fetch-site': site, ...headers } = request.headers;
    const reason = denialReason(
      isEmbedded ? headers : { ...headers, 'sec-fetch-site': site },
      allowed,
    );
    if (reason === undefined) return listener(request, response);
    const { contentType, body } = write(403, reason);
    response.writeHead(403, { 'content-type': contentType, connection: 'close' });
    response.end(body);
  };
}
