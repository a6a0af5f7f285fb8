import { SqsServiceError } from './errors.ts';
import { Queue, type QueueHome } from './queue.ts';
import { parseQueueName, queueNameOfArn } from './queue-address.ts';
import {
  checkFifo,
  mergeQueueAttributes,
  parseQueueAttributes,
  withDefaultAttributes,
  type QueueAttributes,
} from './queue-attributes.ts';
import { checkDeadLetterQueue, type QueueTags } from './queue-store.ts';

export interface CreateQueueOptions {
  /** 1–80 letters, digits, hyphens, underscores. */
  readonly name: string;
  /** SQS's attributes by SQS's names, e.g. `{ VisibilityTimeout: '180' }`. */
  readonly attributes?: QueueAttributes | undefined;
  readonly tags?: QueueTags | undefined;
}

/** All queues of one store. */
export class QueueService {
  readonly home: QueueHome;

  constructor(home: QueueHome) {
    this.home = home;
  }

  /**
   * Makes the queue, or gives back the one of that name.
   * @throws SqsServiceError QueueNameExists when it exists with other values of these attributes.
   */
  createQueue({ name, attributes: input = {}, tags = {} }: CreateQueueOptions): Queue {
    parseQueueName(name);
    const attributes = mergeQueueAttributes({}, parseQueueAttributes(input));
    checkFifo(name, attributes);
    const existing = this.home.queues.get(name);
    if (existing) {
      this.#checkSame(name, existing.attributes, attributes);
    } else {
      checkDeadLetterQueue(this.home.queues, attributes);
      const nowMs = this.home.now();
      this.home.queues.put({ name, attributes, tags, createdMs: nowMs, modifiedMs: nowMs });
    }
    return new Queue(this.home, name);
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
    const queue = new Queue(this.home, name);
    void queue.record;
    return queue;
  }

  /** @throws SqsServiceError ResourceNotFoundException */
  getQueueByArn(arn: string): Queue {
    const name = queueNameOfArn(arn);
    if (name !== undefined && this.home.queues.get(name)) return new Queue(this.home, name);
    throw new SqsServiceError(
      'ResourceNotFoundException',
      `Expected the ARN of an existing queue but received '${arn}'.`,
    );
  }

  /** All queues in the order of their names. */
  listQueues(): Queue[] {
    return this.home.queues.list().map(({ name }) => new Queue(this.home, name));
  }

  /** The queues whose dead letters go to `deadLetterQueue`. */
  listSourcesOf(deadLetterQueue: string): Queue[] {
    return this.home.queues
      .list()
      .filter(({ settings }) => settings.redrivePolicy?.deadLetterQueue === deadLetterQueue)
      .map(({ name }) => new Queue(this.home, name));
  }

  /** Deletes the queue with its messages; whoever waits on it is told that it does not exist. */
  deleteQueue(name: string): void {
    this.getQueue(name).purge();
    this.home.messages.forgetAll(name);
    this.home.queues.delete(name);
    this.home.arrivals.wake(name);
  }
}

/** Every attribute of a queue that GetQueueAttributes knows, as text. */
export const describeQueue = (queue: Queue): QueueAttributes => {
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
};
