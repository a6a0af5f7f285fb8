import { S3Error } from './errors.ts';

/** RFC 3986 with AWS's unreserved characters: all except `A-Za-z0-9-._~` are encoded. */
export function encodeUriComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Like `encodeUriComponent`, but does not encode `/`. */
export function encodeUriPath(path: string): string {
  return encodeUriComponent(path).replaceAll('%2F', '/');
}

/** Encodes a key as S3 does in notifications: spaces become `+`. */
export const formEncodeKey = (key: string): string => encodeUriPath(key).replaceAll('%20', '+');

/** @throws S3Error InvalidURI when the escapes are not UTF-8. */
export function decodeUriComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', `Expected percent-encoded UTF-8 but received ${text}`);
  }
}

/** Returns the decoded pairs of a query string in order; `a` without `=` has an empty value. */
export function parseQuery(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
      return [decodeUriComponent(name), decodeUriComponent(value.join('='))] as const;
    });
}
