import type { IncomingHttpHeaders } from 'node:http';

export interface Acquaintances {
  /** The only Host, such as `127.0.0.1:9400`; any name of loopback unless given. */
  readonly host?: string;
  /** Whose pages may send requests, such as `http://127.0.0.1:4606`. */
  readonly origins: readonly string[];
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;
const OWN_SITES: readonly unknown[] = [undefined, 'none', 'same-origin'];

/**
 * Why a request to a server on loopback is rejected, or undefined. A page of another name that
 * resolves to 127.0.0.1 (DNS rebinding) has its own name as Host; a page of another origin says so in
 * Origin. What a browser fetches for another site without an Origin, an image or a script, says so in
 * Sec-Fetch-Site; a link may lead here from anywhere.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const refusalOf = (
  headers: IncomingHttpHeaders,
  { host: expected, origins }: Acquaintances,
): string | undefined => {
  const { origin, host = headers[':authority'] } = headers;
  const isKnownHost = expected === undefined ? LOOPBACK_HOST.test(String(host)) : host === expected;
  if (!isKnownHost) {
    return `Expected ${expected ?? '127.0.0.1 or localhost'} for the Host but received ${String(host ?? 'none')}`;
  }
  if (origin !== undefined) {
    if (origins.includes(origin)) return undefined;
    return `Expected ${origins.join(' or ') || 'no request of a web page'} for the Origin but received ${origin}`;
  }
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (OWN_SITES.includes(site) || mode === 'navigate') return undefined;
  return `Expected no request of a page of another origin but received Sec-Fetch-Site ${String(site)}`;
};
