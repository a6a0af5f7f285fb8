import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArrivalSignal } from './arrival-signal.ts';
import { openDatabase } from './database.ts';
import { createHttpServer } from './http-server.ts';
import { MessageStore } from './message-store.ts';
import { MoveTaskRunner } from './move-task-runner.ts';
import { MoveTaskStore } from './move-task-store.ts';
import type { Queue } from './queue.ts';
import { QueueService, type CreateQueueOptions } from './queue-service.ts';
import { QueueStore } from './queue-store.ts';

const HOST = '127.0.0.1';

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

const listen = async (server: Server, port: number): Promise<string> => {
  server.listen(port, HOST);
  await once(server, 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
};

const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
};

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
  const closing = new AbortController();
  const server = createHttpServer({ service, moveTasks }, closing.signal);
  try {
    endpoint = await listen(server, options.port);
  } catch (error) {
    database.close();
    throw error;
  }
  moveTasks.resume();
  const close = async (): Promise<void> => {
    closing.abort();
    moveTasks.stop();
    await closeServer(server);
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
