import { serveCalls } from '@miniatura/local-service';
import { ArrivalSignal } from './arrival-signal.ts';
import { openDatabase } from './database.ts';
import { MessageStore } from './message-store.ts';
import { MoveTaskRunner } from './move-task-runner.ts';
import { MoveTaskStore } from './move-task-store.ts';
import type { Queue } from './queue.ts';
import { QueueService, type CreateQueueOptions } from './queue-service.ts';
import { QueueStore } from './queue-store.ts';
import { createSqsService } from './sqs-service.ts';

export interface LocalSqsOptions {
  /** Where `queues.sqlite` lies; made when missing, and held by one process at a time. */
  readonly directory: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The region in ARNs and events: `us-east-1` by default. */
  readonly region?: string;
  /**
   * Makes what was in flight when the last process ended visible at once, and does not count the
   * attempts that were cut off. True by default: no consumer in that process can still be at work.
   */
  readonly resetInFlightOnStart?: boolean;
  /** The clock in epoch milliseconds, for tests of ages and timeouts. */
  readonly now?: () => number;
}

export interface LocalSqs {
  /** `http://127.0.0.1:9324`: give it to an SQS client, with any credentials. */
  readonly endpoint: string;
  /** Makes the queue, or gives back the one of that name. */
  createQueue(options: CreateQueueOptions): Queue;
  /** @throws SqsServiceError QueueDoesNotExist */
  getQueue(name: string): Queue;
  listQueues(): Queue[];
  deleteQueue(name: string): void;
  /** Answers the long polls with nothing and lets the store go. Stop event source mappings first. */
  close(): Promise<void>;
}

/**
 * Starts a durable SQS on loopback.
 * @throws LocalSqsError directory-in-use, when another process serves the directory.
 */
export const startLocalSqs = async (options: LocalSqsOptions): Promise<LocalSqs> => {
  const { region = 'us-east-1', resetInFlightOnStart = true, now = Date.now } = options;
  const database = openDatabase(options.directory);
  const messages = new MessageStore(database);
  if (resetInFlightOnStart) messages.resetInFlight(now());
  let endpoint = '';
  const home = {
    queues: new QueueStore(database),
    messages,
    arrivals: new ArrivalSignal(),
    region,
    now,
    endpoint: () => endpoint,
  };
  const service = new QueueService(home);
  const moveTasks = new MoveTaskRunner(service, new MoveTaskStore(database));
  const { port } = options;
  const served = await serveCalls(createSqsService({ service, moveTasks }), { port }).catch(
    (error: unknown) => {
      database.close();
      throw error;
    },
  );
  ({ endpoint } = served);
  moveTasks.resume();
  const close = async (): Promise<void> => {
    moveTasks.stop();
    await served.close();
    database.close();
  };
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    createQueue: (queue) => service.createQueue(queue),
    getQueue: (name) => service.getQueue(name),
    listQueues: () => service.listQueues(),
    deleteQueue: (name) => service.deleteQueue(name),
    close: () => (closed ??= close()),
  };
};
