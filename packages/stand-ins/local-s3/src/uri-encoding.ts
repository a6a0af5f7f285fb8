import { S3Error } from './errors.ts';

/** RFC 3986 with AWS's choice of unreserved characters: everything but `A-Za-z0-9-._~` is encoded. */
export const encodeUriComponent = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Like `encodeUriComponent`, with `/` left as it is. */
export const encodeUriPath = (path: string): string =>
  encodeUriComponent(path).replaceAll('%2F', '/');

/** A key as S3 writes it into notifications: spaces become `+`. */
export const formEncodeKey = (key: string): string => encodeUriPath(key).replaceAll('%20', '+');

/** @throws S3Error InvalidURI when the escapes are not UTF-8. */
export function decodeUriComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', `Expected percent-encoded UTF-8 but received ${text}`);
  }
}

/** The pairs of a query string, decoded, in order; `a` alone has the empty value. */
export function parseQuery(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
      return [decodeUriComponent(name), decodeUriComponent(value.join('='))] as const;
    });
}
