import type { IncomingHttpHeaders } from 'node:http';

export interface AllowedClients {
  /** The only Host accepted, such as `127.0.0.1:9400`. By default every name of loopback is. */
  readonly host?: string;
  /** The origins whose pages may send requests, such as `http://127.0.0.1:4606`. */
  readonly origins: readonly string[];
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;
const OWN_SITES: readonly unknown[] = [undefined, 'none', 'same-origin'];

/**
 * Returns why a request to a server on loopback is rejected, or undefined when it is allowed. A
 * page whose name resolves to 127.0.0.1 (DNS rebinding) sends its own name as Host. A page of
 * another origin sends it as Origin. Images and scripts that a page of another site loads have no
 * Origin, but a Sec-Fetch-Site. Links (`navigate`) are allowed from any site.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function denialReason(
  headers: IncomingHttpHeaders,
  { host: expected, origins }: AllowedClients,
): string | undefined {
  const { origin, host = headers[':authority'] } = headers;
  const isKnownHost = expected === undefined ? LOOPBACK_HOST.test(String(host)) : host === expected;
  if (!isKnownHost) {
    return `Expected ${expected ?? '127.0.0.1 or localhost'} for the Host but received ${String(host ?? 'none')}`;
  }
  if (origin !== undefined) {
    if (origins.includes(origin)) return undefined;
    return `Expected ${origins.join(' or ') || 'no web page'} for the Origin but received ${origin}`;
  }
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (OWN_SITES.includes(site) || mode === 'navigate') return undefined;
  return `Expected no request from a page of another origin but received Sec-Fetch-Site ${String(site)}`;
}
