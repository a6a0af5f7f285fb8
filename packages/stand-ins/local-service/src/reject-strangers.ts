import type { RequestListener } from 'node:http';
import { refusalOf, type Acquaintances } from './refusal-of.ts';

/** The same listener for requests of acquaintances only: others get 403 and the reason. */
export const rejectStrangers =
  (listener: RequestListener, acquaintances: Acquaintances): RequestListener =>
  (request, response) => {
    const refusal = refusalOf(request.headers, acquaintances);
    if (refusal === undefined) return listener(request, response);
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(`${refusal}\n`);
  };
