import { SqsServiceError } from './errors.ts';
import type { MoveTask, MoveTaskStore } from './move-task-store.ts';
import type { QueueService } from './queue-service.ts';

/** The number of messages that one step moves without a rate. */
const CHUNK_COUNT = 500;
const STEP_MS = 1000;

export interface StartMoveTaskOptions {
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  /** 1–500; unlimited by default. */
  readonly maxNumberOfMessagesPerSecond: number | undefined;
}

/** Redrives dead letters. Tasks are stored and continue after a restart. */
export class MoveTaskRunner {
  readonly #service: QueueService;
  readonly #tasks: MoveTaskStore;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(service: QueueService, tasks: MoveTaskStore) {
    this.#service = service;
    this.#tasks = tasks;
  }

  /** Continues the tasks that were running when the last process ended. */
  resume(): void {
    for (const { handle } of this.#tasks.listRunning()) this.#schedule(handle, 0);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** @returns the task's handle; messages are moved after the call returns */
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
      this.#service.context.now(),
    );
    this.#schedule(handle, 0);
    return handle;
  }

  #checkStart(source: string, destination: string | undefined): void {
    if (this.#service.listSourcesOf(source).length === 0) {
      throw new SqsServiceError(
        'InvalidParameterValue',
        `Source queue must be configured as a Dead Letter Queue: no queue uses '${source}' as one.`,
      );
    }
    if (source === destination) {
      throw new SqsServiceError(
        'InvalidParameterValue',
        `Expected a queue other than the source for DestinationArn but received '${source}'.`,
      );
    }
    if (this.#tasks.listRunning().some((task) => task.source === source)) {
      throw new SqsServiceError(
        'UnsupportedOperation',
        `There is already a task running on '${source}': only one at a time is allowed.`,
      );
    }
  }

  /** Lists the tasks of a queue, newest first. */
  list(sourceArn: string, maxResults: number): readonly MoveTask[] {
    return this.#tasks.list(this.#service.getQueueByArn(sourceArn).name, maxResults);
  }

  /** Cancels a running task. @returns the number of messages that it has moved */
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
        // The store failed, for example on a full disk: try the step again.
        console.error(error);
        this.#schedule(handle, STEP_MS);
      }
    }, delayMs);
    this.#timers.add(timer);
  }

  #step(handle: string): void {
    const task = this.#tasks.get(handle);
    if (task?.status !== 'RUNNING') return;
    const { context } = this.#service;
    const moved = this.#tasks.moveSome(task, task.max_per_second ?? CHUNK_COUNT, context.now());
    for (const queue of new Set(moved)) context.arrivals.wake(queue);
    if (moved.length === 0) this.#finish(task);
    else this.#schedule(handle, task.max_per_second === null ? 0 : STEP_MS);
  }

  #finish({ handle, moved_count, to_move_count }: MoveTask): void {
    if (moved_count > 0 || to_move_count === 0) return this.#tasks.finish(handle, 'COMPLETED');
    // The source queue of these messages is unknown or deleted: nothing can be moved.
    this.#tasks.finish(handle, 'FAILED', 'CouldNotDetermineMessageSource');
  }
}
