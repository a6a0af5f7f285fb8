import { serveCalls } from '@miniatura/local-service';
import { openDatabase } from './database.ts';
import { Deliverer, type OnLost } from './deliverer.ts';
import { DeliveryStore } from './delivery-store.ts';
import { publishOperations } from './operations/publish-operations.ts';
import { Publisher } from './publisher.ts';
import { queueSender, type SendToQueue } from './queue-sender.ts';
import { createSnsService } from './sns-service.ts';
import { TopicStore } from './topic-store.ts';

/** Where the subscribed queues are. */
export type QueueTarget =
  /** The endpoint of SQS, such as `http://127.0.0.1:9324`. */
  | { readonly sqsEndpoint: string }
  /** Sends to queues in this process, which takes a fraction of the time of a request. */
  | { readonly sendToQueue: SendToQueue };

interface SharedOptions {
  /** The folder of `topics.sqlite`. It is created when missing, and locked by one process. */
  readonly directory: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** The region in ARNs; `us-east-1` by default. */
  readonly region?: string;
  /** Called when a message is lost: neither its queue nor a dead-letter queue has accepted it. */
  readonly onLost?: OnLost;
  /** The clock in epoch milliseconds, for tests. */
  readonly now?: () => number;
}

export type LocalSnsOptions = SharedOptions & QueueTarget;

/** A message to publish in process. */
export interface MessageToPublish {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

export interface LocalSns {
  /** The endpoint for SNS clients, such as `http://127.0.0.1:9911`. Any credentials work. */
  readonly endpoint: string;
  /**
   * Does what the operation Publish does. The message is stored when the call returns.
   * @throws SnsServiceError NotFound when the topic does not exist, and the others of Publish
   */
  publish(message: MessageToPublish): void;
  /** Delivers waiting messages for a few seconds at most, and closes the store. */
  close(): Promise<void>;
}

const logLost: OnLost = ({ queueArn }, error) =>
  console.error(`A message is lost: ${queueArn} has rejected it: ${String(error)}`);

/**
 * Starts a durable SNS stand-in on loopback.
 * @throws LocalSnsError directory-in-use when another process has locked the directory
 */
export async function startLocalSns(options: LocalSnsOptions): Promise<LocalSns> {
  const { port, region = 'us-east-1', now = Date.now } = options;
  const database = openDatabase(options.directory);
  const topics = new TopicStore(database);
  const deliveries = new DeliveryStore(database);
  const sender =
    'sendToQueue' in options
      ? { send: options.sendToQueue, close: () => undefined }
      : queueSender(options.sqsEndpoint, region);
  const { send } = sender;
  const { onLost = logLost } = options;
  const deliverer = new Deliverer({ store: deliveries, send, now, onLost });
  const publisher = new Publisher({ topics, deliveries, deliverer, region, now });
  const context = { topics, publisher, region };
  const service = createSnsService(context);
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
  return {
    endpoint: served.endpoint,
    publish: ({ topicArn: TopicArn, subject: Subject, message: Message }) =>
      void publishOperations.Publish({ TopicArn, Subject, Message }, context),
    close: () => (closed ??= close()),
  };
}
