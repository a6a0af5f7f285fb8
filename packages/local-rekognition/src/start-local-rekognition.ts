import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { OPERATION_NAMES, type Faults, type OperationName } from './faults.ts';
import { createHttpServer } from './http-server.ts';
import type { ModerationLabels } from './moderation-labels.ts';

const HOST = '127.0.0.1';

export interface LocalRekognitionOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** For tests: what goes wrong, call by call. */
  readonly faults?: Faults;
  /** For tests: what there is to moderate; nothing without it. */
  readonly moderationLabels?: ModerationLabels;
}

export interface CallCount {
  readonly operation: OperationName;
  readonly count: number;
}

export interface LocalRekognition {
  /** `http://127.0.0.1:9325`: give it to a Rekognition client, with any credentials. */
  readonly endpoint: string;
  /** How often each operation was called since the start, refused and failed calls included. */
  calls(): readonly CallCount[];
  close(): Promise<void>;
}

/** Starts a Rekognition on loopback that says only what pixels tell. */
export const startLocalRekognition = async ({
  port,
  faults,
  moderationLabels,
}: LocalRekognitionOptions): Promise<LocalRekognition> => {
  const counts = new Map<OperationName, number>();
  let index = 0;
  const closing = new AbortController();
  const server = createHttpServer({
    moderationLabels,
    closing: closing.signal,
    onCall: (operation) => {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      return faults?.({ operation, index: index++ });
    },
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    closing.abort();
    server.close();
    server.closeIdleConnections();
    await once(server, 'close');
  };
  let closed: Promise<void> | undefined;
  return {
    endpoint: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    calls: () =>
      OPERATION_NAMES.map((operation) => ({
        operation,
        count: counts.get(operation) ?? 0,
      })),
    close: () => (closed ??= close()),
  };
};
