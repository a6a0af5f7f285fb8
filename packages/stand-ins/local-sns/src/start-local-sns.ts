import { serveCalls } from '@miniatura/local-service';
import { openDatabase } from './database.ts';
import { Deliverer, type OnLost } from './deliverer.ts';
import { DeliveryStore } from './delivery-store.ts';
import { Publisher } from './publisher.ts';
import { queueSender } from './queue-sender.ts';
import { createSnsService } from './sns-service.ts';
import { TopicStore } from './topic-store.ts';

export interface LocalSnsOptions {
  /** Where `topics.sqlite` lies; made when missing, and held by one process at a time. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where the queues of the subscriptions are: `http://127.0.0.1:9324`. */
  readonly sqsEndpoint: string;
  /** The region in ARNs: `us-east-1` by default. */
  readonly region?: string;
  /** Told of a message that no queue has taken, not even one of dead letters. */
  readonly onLost?: OnLost;
  /** The clock in epoch milliseconds, for tests. */
  readonly now?: () => number;
}

export interface LocalSns {
  /** `http://127.0.0.1:9911`: give it to an SNS client, with any credentials. */
  readonly endpoint: string;
  /** Delivers what it can within a few seconds, and lets the store go. */
  close(): Promise<void>;
}

const printLost: OnLost = ({ queueArn }, error) =>
  console.error(`A message is lost, since ${queueArn} does not take it: ${String(error)}`);

/**
 * Starts a durable SNS on loopback.
 * @throws LocalSnsError directory-in-use, when another process serves the directory.
 */
export const startLocalSns = async (options: LocalSnsOptions): Promise<LocalSns> => {
  const { port, sqsEndpoint, region = 'us-east-1', now = Date.now } = options;
  const database = openDatabase(options.directory);
  const topics = new TopicStore(database);
  const deliveries = new DeliveryStore(database);
  const sender = queueSender(sqsEndpoint, region);
  const { send } = sender;
  const { onLost = printLost } = options;
  const deliverer = new Deliverer({ store: deliveries, send, now, onLost });
  const publisher = new Publisher({ topics, deliveries, deliverer, region, now });
  const service = createSnsService({ topics, publisher, region });
  const served = await serveCalls(service, { port }).catch((error: unknown) => {
    database.close();
    throw error;
  });
  deliverer.wake();
  const close = async (): Promise<void> => {
    await served.close();
    await deliverer.close();
    sender.close();
    database.close();
  };
  let closed: Promise<void> | undefined;
  return { endpoint: served.endpoint, close: () => (closed ??= close()) };
};
