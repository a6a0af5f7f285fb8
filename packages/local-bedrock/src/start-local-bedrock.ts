import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { converseListener } from './converse-listener.ts';
import type { Faults } from './faults.ts';
import { serveHttp1And2 } from './serve-http1-and-2.ts';

const HOST = '127.0.0.1';

export interface LocalBedrockOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** For tests: what goes wrong, call by call. */
  readonly faults?: Faults;
}

export interface LocalBedrock {
  /** `http://127.0.0.1:9326`: give it to a Bedrock runtime client, with any credentials. */
  readonly endpoint: string;
  /** How often Converse was called since the start, refused and failed calls included. */
  callCount(): number;
  close(): Promise<void>;
}

/** Starts a Bedrock on loopback that says only what pixels tell. */
export const startLocalBedrock = async ({
  port,
  faults,
}: LocalBedrockOptions): Promise<LocalBedrock> => {
  let callCount = 0;
  const closing = new AbortController();
  const listener = converseListener({
    closing: closing.signal,
    onCall: (modelId) => {
      const index = callCount++;
      return faults?.({ modelId, index });
    },
  });
  const { server, hangUp } = serveHttp1And2(listener);
  server.listen(port, HOST);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    closing.abort();
    server.close();
    hangUp();
    await once(server, 'close');
  };
  let closed: Promise<void> | undefined;
  return {
    endpoint: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    callCount: () => callCount,
    close: () => (closed ??= close()),
  };
};
