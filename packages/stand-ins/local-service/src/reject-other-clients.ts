import type { RequestListener } from 'node:http';
import { type AllowedClients, denialReason } from './denial-reason.ts';

/**
 * Wraps a listener: a request that is not allowed receives 403 and the reason.
 * @param embedded matches the URLs that any page may show as images, because they are signed
 */
export function rejectOtherClients(
  listener: RequestListener,
  allowed: AllowedClients,
  embedded?: RegExp,
): RequestListener {
  return (request, response) => {
    const isEmbedded = request.method === 'GET' && embedded?.test(request.url ?? '') === true;
    const { 'sec-fetch-site': site, ...headers } = request.headers;
    const reason = denialReason(
      isEmbedded ? headers : { ...headers, 'sec-fetch-site': site },
      allowed,
    );
    if (reason === undefined) return listener(request, response);
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(`${reason}\n`);
  };
}
