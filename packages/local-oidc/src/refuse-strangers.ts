import type { IncomingHttpHeaders } from 'node:http';

export interface Acquaintances {
  /** `127.0.0.1:9400`: the only name that the issuer answers to. */
  readonly host: string;
  /** Whose pages may send requests. */
  readonly origins: readonly string[];
}

/**
 * Why a request is refused, or undefined. A page of another name that resolves to 127.0.0.1 (DNS
 * rebinding) has its own name as Host; a page of another origin says so in Origin.
 */
export function refusalOf(
  { host, origin }: IncomingHttpHeaders,
  acquaintances: Acquaintances,
): string | undefined {
  if (host !== acquaintances.host) {
    return `Expected ${acquaintances.host} for the Host but received ${host ?? 'none'}`;
  }
  if (origin === undefined || acquaintances.origins.includes(origin)) return undefined;
  return `Expected ${acquaintances.origins.join(' or ')} for the Origin but received ${origin}`;
}
