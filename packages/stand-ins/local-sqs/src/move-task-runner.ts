import { SqsServiceError } from './errors.ts';
import type { MoveTask, MoveTaskStore } from './move-task-store.ts';
import type { QueueService } from './queue-service.ts';

/** How many messages move at a time when the caller gives no rate. */
const CHUNK_COUNT = 500;
const STEP_MS = 1000;

export interface StartMoveTaskOptions {
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  /** 1–500; as fast as possible by default. */
  readonly maxNumberOfMessagesPerSecond: number | undefined;
}

/** Redrives dead letters. A task is kept in the store and goes on after a restart. */
export class MoveTaskRunner {
  readonly #service: QueueService;
  readonly #tasks: MoveTaskStore;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(service: QueueService, tasks: MoveTaskStore) {
    this.#service = service;
    this.#tasks = tasks;
  }

  /** Goes on with the tasks that the last process left running. */
  resume(): void {
    for (const { handle } of this.#tasks.listRunning()) this.#schedule(handle, 0);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** @returns the task's handle; messages move after the call has returned. */
  start(options: StartMoveTaskOptions): string {
    const source = this.#service.getQueueByArn(options.sourceArn);
    const destination =
      options.destinationArn === undefined
        ? undefined
        : this.#service.getQueueByArn(options.destinationArn);
    this.#checkStart(source.name, destination?.name);
    const handle = this.#tasks.create(
      {
        source: source.name,
        destination: destination?.name ?? null,
        max_per_second: options.maxNumberOfMessagesPerSecond ?? null,
        to_move_count: source.counts().visible,
      },
      this.#service.home.now(),
    );
    this.#schedule(handle, 0);
    return handle;
  }

  #checkStart(source: string, destination: string | undefined): void {
    if (this.#service.listSourcesOf(source).length === 0) {
      throw new SqsServiceError(
        'InvalidParameterValue',
        `Source queue must be configured as a Dead Letter Queue: '${source}' is no queue's.`,
      );
    }
    if (source === destination) {
      throw new SqsServiceError(
        'InvalidParameterValue',
        `Expected another queue than the source for DestinationArn but received '${source}'.`,
      );
    }
    if (this.#tasks.listRunning().some((task) => task.source === source)) {
      throw new SqsServiceError(
        'UnsupportedOperation',
        `There is already a task running on '${source}': only one at a time is allowed.`,
      );
    }
  }

  /** Tasks of one queue, the newest first. */
  list(sourceArn: string, maxResults: number): readonly MoveTask[] {
    return this.#tasks.list(this.#service.getQueueByArn(sourceArn).name, maxResults);
  }

  /** Stops a running task and tells how many messages it had moved. */
  cancel(handle: string): number {
    const task = this.#tasks.get(handle);
    if (task === undefined) {
      throw new SqsServiceError('ResourceNotFoundException', `Task does not exist: '${handle}'.`);
    }
    if (task.status !== 'RUNNING') {
      throw new SqsServiceError(
        'UnsupportedOperation',
        `Only active tasks can be cancelled: this one is ${task.status}.`,
      );
    }
    this.#tasks.finish(handle, 'CANCELLED');
    return task.moved_count;
  }

  #schedule(handle: string, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      try {
        this.#step(handle);
      } catch (error) {
        // The store fails, as on a full disk: the task goes on when it does not.
        console.error(error);
        this.#schedule(handle, STEP_MS);
      }
    }, delayMs);
    this.#timers.add(timer);
  }

  #step(handle: string): void {
    const task = this.#tasks.get(handle);
    if (task?.status !== 'RUNNING') return;
    const { home } = this.#service;
    const moved = this.#tasks.moveSome(task, task.max_per_second ?? CHUNK_COUNT, home.now());
    for (const queue of new Set(moved)) home.arrivals.wake(queue);
    if (moved.length === 0) this.#finish(task);
    else this.#schedule(handle, task.max_per_second === null ? 0 : STEP_MS);
  }

  #finish({ handle, moved_count, to_move_count }: MoveTask): void {
    if (moved_count > 0 || to_move_count === 0) return this.#tasks.finish(handle, 'COMPLETED');
    // What was sent to the dead-letter queue by hand, or whose source is gone, has no way back.
    this.#tasks.finish(handle, 'FAILED', 'CouldNotDetermineMessageSource');
  }
}
