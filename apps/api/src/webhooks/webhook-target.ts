import ipaddr from 'ipaddr.js';

/** Which targets webhooks may have. */
export interface TargetRules {
  /** True if webhooks may call servers on this machine, for trying them. */
  readonly allowsLoopback: boolean;
}

const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Returns why a text is not the URL of a webhook, or null. Its addresses are checked when it is
 * called, because a name may have other addresses then.
 */
export function urlFault(text: string, { allowsLoopback }: TargetRules): string | null {
  const url = URL.parse(text);
  if (url === null) return `Expected a URL but received ${JSON.stringify(text)}`;
  const isHttpAllowed = allowsLoopback && LOOPBACK_HOSTS.includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHttpAllowed)) {
    return `Expected a URL with https: but received ${url.protocol}`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'Expected a URL without a user and a password';
  }
  const host = hostOf(url);
  if (ipaddr.isValid(host) && !isAllowedAddress(host, { allowsLoopback })) {
    return `Expected a public address but received ${host}`;
  }
  return null;
}

/** Returns the host of a URL, without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Returns true for public addresses. Private, link-local and other special addresses reach our own
 * network or the metadata of a cloud machine.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isAllowedAddress(address: string, { allowsLoopback }: TargetRules): boolean {
  if (!ipaddr.isValid(address)) return false;
  // Converts IPv4-mapped IPv6 addresses to IPv4.
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (range === 'loopback') return allowsLoopback;
  return range === 'unicast' && isAssigned(parsed);
}

/**
 * Returns true for IPv4, and for 2000::/3, the only part of IPv6 with public addresses. Others have
 * meanings that differ by system or are new, such as `::a.b.c.d` and 100:0:0:1::/64.
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
function isAssigned(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.kind() === 'ipv4') return true;
  const [first = 0] = (address as ipaddr.IPv6).parts;
  return first >> 13 === 1;
}
