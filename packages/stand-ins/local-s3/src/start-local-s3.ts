import { closeServer, listenOnLoopback } from '@miniatura/local-service';
import type { Credentials } from './authenticate.ts';
import { InvalidOptionError } from './errors.ts';
import { EventDeliverer, type OnEvent } from './event-delivery.ts';
import { LifecycleSweeper } from './lifecycle-sweeper.ts';
import { ObjectStore } from './object-store.ts';
import { createS3Server } from './server.ts';

/** The default key pair. */
export const DEFAULT_CREDENTIALS: Credentials = {
  accessKeyId: 'local',
  secretAccessKey: 'local-secret',
};

/** The options of the endpoint. */
export interface LocalS3Options {
  /** The folder of all data, which is created when missing. */
  readonly directory: string;
  /** The default, 0, selects a free port. */
  readonly port?: number;
  readonly credentials?: Credentials;
  /** By default `us-east-1`. Requests signed for any region are accepted. */
  readonly region?: string;
  /**
   * Receives the events of buckets with a notification configuration. Without it no events are
   * stored.
   */
  readonly onEvent?: OnEvent;
  /**
   * Accepts, stores and returns ACLs for all buckets unless their ownership controls say otherwise.
   * Without it such buckets reject them, as new ones on S3 do. ACLs are never evaluated.
   */
  readonly ignoreAcls?: boolean;
  /** The clock, for tests. */
  readonly now?: () => Date;
}

/** A running endpoint. */
export interface LocalS3 {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /**
   * Stops accepting requests, completes those in flight, and delivers waiting events for a few
   * seconds.
   */
  readonly close: () => Promise<void>;
}

/**
 * Serves S3 from a folder, on loopback only.
 * @throws InvalidOptionError, DirectoryInUseError, UnusableDirectoryError; Node's error when the
 * port is in use
 */
export async function startLocalS3(options: LocalS3Options): Promise<LocalS3> {
  const { directory, port = 0, credentials = DEFAULT_CREDENTIALS, region = 'us-east-1' } = options;
  checkOptions(directory, port, credentials, region);
  const { onEvent, now = () => new Date(), ignoreAcls = false } = options;
  const store = new ObjectStore(directory, now, ignoreAcls);
  const deliverer = onEvent && new EventDeliverer(store.outbox, onEvent);
  if (deliverer) store.keepEvents((arns) => deliverer.wake(arns));
  const server = createS3Server({ store, credentials, region });
  const address = await listenOnLoopback(server, port).catch((error: unknown) => {
    store.close();
    throw error;
  });
  deliverer?.wake();
  const sweeper = new LifecycleSweeper(store, region);
  sweeper.start();
  const stop = async (): Promise<void> => {
    sweeper.close();
    await closeServer(server);
    await deliverer?.close();
    await store.files.close();
    store.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    endpoint: `http://${address}`,
    close: () => (stopped ??= stop()),
  };
}

function checkOptions(
  directory: string,
  port: number,
  { accessKeyId, secretAccessKey }: Credentials,
  region: string,
): void {
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0')) {
    throw new InvalidOptionError('directory', 'the path of a folder', JSON.stringify(directory));
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptionError('port', 'an integer from 0 to 65535', port);
  }
  if (!/^[\w./+=-]+$/.test(accessKeyId)) {
    throw new InvalidOptionError('accessKeyId', 'letters, digits and ._/+=-', `"${accessKeyId}"`);
  }
  if (secretAccessKey === '') throw new InvalidOptionError('secretAccessKey', 'text', 'none');
  if (!/^[a-z0-9-]+$/.test(region)) {
    throw new InvalidOptionError('region', 'a region such as us-east-1', `"${region}"`);
  }
}
