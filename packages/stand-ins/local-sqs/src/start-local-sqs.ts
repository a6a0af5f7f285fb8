import { serveCalls } from '@miniatura/local-service';
import { ArrivalSignal } from './arrival-signal.ts';
import { openDatabase } from './database.ts';
import { MessageStore } from './message-store.ts';
import { MoveTaskRunner } from './move-task-runner.ts';
import { MoveTaskStore } from './move-task-store.ts';
import { type CreateQueueOptions, QueueService } from './queue-service.ts';
import { QueueStore } from './queue-store.ts';
import type { Queue } from './queue.ts';
import { createSqsService } from './sqs-service.ts';

export interface LocalSqsOptions {
  /** The folder of `queues.sqlite`. It is created when missing, and locked by one process. */
  readonly directory: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** The region in ARNs and events; `us-east-1` by default. */
  readonly region?: string;
  /**
   * At start, makes the messages visible that were in flight when the last process ended, and does
   * not count their interrupted attempts. True by default, because no consumer of that process is
   * still running.
   */
  readonly resetInFlightOnStart?: boolean;
  /** The clock in epoch milliseconds, for tests of ages and timeouts. */
  readonly now?: () => number;
}

export interface LocalSqs {
  /** The endpoint for SQS clients, such as `http://127.0.0.1:9324`. Any credentials work. */
  readonly endpoint: string;
  /** Creates the queue, or returns the existing one of that name. */
  createQueue(options: CreateQueueOptions): Queue;
  /** @throws SqsServiceError QueueDoesNotExist */
  getQueue(name: string): Queue;
  listQueues(): Queue[];
  deleteQueue(name: string): void;
  /** Ends long polls without messages and closes the store. Stop event source mappings first. */
  close(): Promise<void>;
}

/**
 * Starts a durable SQS stand-in on loopback.
 * @throws LocalSqsError directory-in-use when another process has locked the directory
 */
export async function startLocalSqs(options: LocalSqsOptions): Promise<LocalSqs> {
  const { region = 'us-east-1', resetInFlightOnStart = true, now = Date.now } = options;
  const database = openDatabase(options.directory);
  const messages = new MessageStore(database);
  if (resetInFlightOnStart) messages.resetInFlight(now());
  let endpoint = '';
  const context = {
    queues: new QueueStore(database),
    messages,
    arrivals: new ArrivalSignal(),
    region,
    now,
    endpoint: () => endpoint,
  };
  const service = new QueueService(context);
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
}
