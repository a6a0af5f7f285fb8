import { lookup as lookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostOf, isAllowedAddress, type TargetRules } from './webhook-target.ts';

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
}

/** Sends a request and returns the status of the response. @throws Error if there is none */
export type SendWebhook = (request: WebhookRequest) => Promise<number>;

const TIMEOUT_MS = 10_000;

/** The host of a webhook has an address that is not allowed. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';

  constructor(host: string, address: string) {
    super(`Expected a public address for ${host} but found ${address}`);
  }
}

/**
 * Creates a sender that connects to allowed addresses only. The address is checked when the
 * connection is opened, so that the name cannot have another address then. Redirects are not
 * followed, and the body of the response is not read.
 */
export function createWebhookSender(rules: TargetRules): SendWebhook {
  const lookup: LookupFunction = (host, options, callback) => {
    lookupAddress(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const forbidden = addresses.find(({ address }) => !isAllowedAddress(address, rules));
      if (forbidden) return callback(new ForbiddenAddressError(host, forbidden.address), '', 0);
      const [first] = addresses;
      if (options.all === true || first === undefined) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
  return ({ url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const host = hostOf(target);
      // Node does not look up an address.
      if (/^[\d.]+$|:/.test(host) && !isAllowedAddress(host, rules)) {
        return reject(new ForbiddenAddressError(host, host));
      }
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const send = target.protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(target, {
        method: 'POST',
        headers: {
          ...headers,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Miniatura',
        },
        agent: false,
        lookup,
        signal: AbortSignal.any([signal, timeout]),
      });
      request.on('error', (error) =>
        reject(timeout.aborted ? new Error(`Expected a response within ${TIMEOUT_MS} ms`) : error),
      );
      // Without this, a response that switches protocols would leave the promise pending.
      request.on('close', () => reject(new Error('The connection was closed without a response')));
      request.on('response', (response) => {
        response.on('error', () => undefined).destroy();
        resolve(response.statusCode ?? 0);
      });
      request.end(body);
    });
}
