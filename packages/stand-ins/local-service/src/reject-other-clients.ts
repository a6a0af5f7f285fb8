import type { RequestListener } from 'node:http';
import { type AllowedClients, denialReason } from './denial-reason.ts';

/** Wraps a listener: a request that is not allowed receives 403 and the reason. */
export function rejectOtherClients(
  listener: RequestListener,
  allowed: AllowedClients,
): RequestListener {
  return (request, response) => {
    const reason = denialReason(request.headers, allowed);
    if (reason === undefined) return listener(request, response);
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(`${reason}\n`);
  };
}
