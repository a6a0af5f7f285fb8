import { CommandError } from './errors.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Returns the URL of an API, without a slash at its end.
 * @throws CommandError unless it is https, or http on this machine: others could read the token
 */
export function apiUrlOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new CommandError(
      'usage',
      `Expected the API's URL, such as https://api.example, for --api but received ${text}`,
    );
  }
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) {
    throw new CommandError(
      'usage',
      `Expected https for --api but received ${text}: others could read the token`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
