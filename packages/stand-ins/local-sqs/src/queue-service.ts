import { SqsServiceError } from './errors.ts';
import { parseQueueName, queueNameOfArn } from './queue-address.ts';
import {
  checkFifo,
  mergeQueueAttributes,
  parseQueueAttributes,
  type QueueAttributes,
  withDefaultAttributes,
} from './queue-attributes.ts';
import { checkDeadLetterQueue, type QueueTags } from './queue-store.ts';
import { Queue, type QueueContext } from './queue.ts';

export interface CreateQueueOptions {
  /** 1–80 letters, digits, hyphens, underscores. */
  readonly name: string;
  /** Attributes by SQS's names, such as `{ VisibilityTimeout: '180' }`. */
  readonly attributes?: QueueAttributes | undefined;
  readonly tags?: QueueTags | undefined;
}

/** Manages the queues of one store. */
export class QueueService {
  readonly context: QueueContext;

  constructor(context: QueueContext) {
    this.context = context;
  }

  /**
   * Creates the queue, or returns the existing one of that name.
   * @throws SqsServiceError QueueNameExists when it exists with different attributes
   */
  createQueue({ name, attributes: input = {}, tags = {} }: CreateQueueOptions): Queue {
    parseQueueName(name);
    const attributes = mergeQueueAttributes({}, parseQueueAttributes(input));
    checkFifo(name, attributes);
    const existing = this.context.queues.get(name);
    if (existing) {
      this.#checkSame(name, existing.attributes, attributes);
    } else {
      checkDeadLetterQueue(this.context.queues, attributes);
      const nowMs = this.context.now();
      this.context.queues.put({ name, attributes, tags, createdMs: nowMs, modifiedMs: nowMs });
    }
    return new Queue(this.context, name);
  }

  #checkSame(name: string, existing: QueueAttributes, wanted: QueueAttributes): void {
    const before = withDefaultAttributes(existing);
    const differing = Object.keys(wanted).filter((key) => before[key] !== wanted[key]);
    if (differing.length === 0) return;
    throw new SqsServiceError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${differing.join(', ')}: '${name}'.`,
    );
  }

  /** @throws SqsServiceError QueueDoesNotExist */
  getQueue(name: string): Queue {
    const queue = new Queue(this.context, name);
    void queue.record;
    return queue;
  }

  /** @throws SqsServiceError ResourceNotFoundException */
  getQueueByArn(arn: string): Queue {
    const name = queueNameOfArn(arn);
    if (name !== undefined && this.context.queues.get(name)) return new Queue(this.context, name);
    throw new SqsServiceError(
      'ResourceNotFoundException',
      `Expected the ARN of an existing queue but received '${arn}'.`,
    );
  }

  /** Lists all queues by name. */
  listQueues(): Queue[] {
    return this.context.queues.list().map(({ name }) => new Queue(this.context, name));
  }

  /** Lists the queues that use `deadLetterQueue` as their dead-letter queue. */
  listSourcesOf(deadLetterQueue: string): Queue[] {
    return this.context.queues
      .list()
      .filter(({ settings }) => settings.redrivePolicy?.deadLetterQueue === deadLetterQueue)
      .map(({ name }) => new Queue(this.context, name));
  }

  /** Deletes the queue with its messages. Waiting receives fail with QueueDoesNotExist. */
  deleteQueue(name: string): void {
    this.getQueue(name).purge();
    this.context.messages.deleteDeduplications(name);
    this.context.queues.delete(name);
    this.context.arrivals.wake(name);
  }
}

/** All attributes of a queue that GetQueueAttributes returns, as text. */
export function describeQueue(queue: Queue): QueueAttributes {
  const { record } = queue;
  const counts = queue.counts();
  return {
    ...withDefaultAttributes(record.attributes),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(record.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(record.modifiedMs / 1000)),
    QueueArn: queue.arn,
  };
}
