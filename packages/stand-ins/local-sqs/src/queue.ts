import { randomUUID } from 'node:crypto';
import type { ArrivalSignal } from './arrival-signal.ts';
import { SqsServiceError } from './errors.ts';
import { checkMessage } from './check-message.ts';
import { parseMessageAttributes, type MessageAttributes } from './message-attributes.ts';
import { md5OfBody, md5OfMessageAttributes } from './message-md5.ts';
import type { MessageStore } from './message-store.ts';
import type { NewMessage, QueueCounts, StoredMessage } from './stored-message.ts';
import { queueArn, queueUrl } from './queue-address.ts';
import type {
  ReceivedMessage,
  ReceiveOptions,
  SendOptions,
  SentMessage,
} from './queue-messages.ts';
import type { QueueAttributes } from './queue-attributes.ts';
import { checkFifo, mergeQueueAttributes, parseQueueAttributes } from './queue-attributes.ts';
import { checkDeadLetterQueue, type QueueRecord, type QueueStore } from './queue-store.ts';
import { formatSequence, parseDeduplication } from './fifo.ts';
import { formatReceiptHandle, parseReceiptHandle } from './receipt-handle.ts';

/** What queues share: one store, one clock, one address. */
export interface QueueHome {
  readonly queues: QueueStore;
  readonly messages: MessageStore;
  readonly arrivals: ArrivalSignal;
  readonly region: string;
  readonly now: () => number;
  readonly endpoint: () => string;
}

const MAX_DELAY_SECONDS = 900;
const MAX_VISIBILITY_TIMEOUT_MS = 43_200_000;

const checkRange = (name: string, value: number, max: number): void => {
  if (!(value >= 0 && value <= max)) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Expected 0 to ${max} for ${name} but received ${value}.`,
    );
  }
};

/** One queue, in process. What `send` has returned is kept, whatever happens to the process. */
export class Queue {
  readonly name: string;
  readonly #home: QueueHome;

  constructor(home: QueueHome, name: string) {
    this.#home = home;
    this.name = name;
  }

  get arn(): string {
    return queueArn(this.#home.region, this.name);
  }

  get url(): string {
    return queueUrl(this.#home.endpoint(), this.name);
  }

  /** @throws SqsServiceError QueueDoesNotExist, once the queue is deleted. */
  get record(): QueueRecord {
    const record = this.#home.queues.get(this.name);
    if (record !== undefined) return record;
    throw new SqsServiceError(
      'QueueDoesNotExist',
      `The specified queue does not exist: '${this.name}'.`,
    );
  }

  /** Sends one message: the call returns when it is committed. */
  send(body: string, options: SendOptions = {}): SentMessage {
    const [sent] = this.sendAll([{ ...options, body }]);
    return sent as SentMessage;
  }

  /** Sends messages in one transaction: all or none. */
  sendAll(entries: readonly (SendOptions & { readonly body: string })[]): SentMessage[] {
    const { settings } = this.record;
    const messages = entries.map((entry) => this.#toNewMessage(entry, settings));
    const kept = this.#home.messages.insert(messages);
    this.#home.arrivals.wake(this.name);
    return messages.map(({ md5OfBody, attributes }, index) => ({
      messageId: kept[index]?.messageId ?? '',
      md5OfBody,
      md5OfMessageAttributes: md5OfMessageAttributes(JSON.parse(attributes) as MessageAttributes),
      sequenceNumber: formatSequence(kept[index]?.sequence),
    }));
  }

  #toNewMessage(
    entry: SendOptions & { readonly body: string },
    settings: QueueRecord['settings'],
  ): NewMessage {
    const { body, delaySeconds, messageAttributes, traceHeader, groupId } = entry;
    const { delayMs, maximumMessageByteCount } = settings;
    const deduplication = parseDeduplication(entry, settings.fifo);
    const attributes = parseMessageAttributes(messageAttributes ?? {});
    checkMessage(body, attributes, maximumMessageByteCount);
    if (delaySeconds !== undefined) checkRange('DelaySeconds', delaySeconds, MAX_DELAY_SECONDS);
    const nowMs = this.#home.now();
    return {
      queue: this.name,
      messageId: randomUUID(),
      body,
      md5OfBody: md5OfBody(body),
      attributes: JSON.stringify(attributes),
      traceHeader,
      sentMs: nowMs,
      visibleAtMs: nowMs + (delaySeconds === undefined ? delayMs : delaySeconds * 1000),
      groupId,
      deduplication,
    };
  }

  /** Receives messages; with `waitMs` it sleeps until one arrives, and never polls in a loop. */
  async receive(options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const { signal } = options;
    const deadlineMs = performance.now() + (options.waitMs ?? this.record.settings.receiveWaitMs);
    while (!signal?.aborted) {
      const nowMs = this.#home.now();
      const messages = this.#claim(nowMs, options);
      const remainingMs = deadlineMs - performance.now();
      if (messages.length > 0 || remainingMs <= 0) return messages;
      // As of the same time: of a later one, a message may have become visible in between.
      const nextMs = this.#home.messages.nextVisibleMs(this.name, nowMs) ?? Infinity;
      await this.#home.arrivals.wait(this.name, Math.min(remainingMs, nextMs - nowMs), signal);
    }
    return [];
  }

  #claim(
    nowMs: number,
    { maxNumberOfMessages = 1, visibilityTimeoutMs }: ReceiveOptions,
  ): ReceivedMessage[] {
    const { settings } = this.record;
    const { redrivePolicy } = settings;
    const deadLetterQueue = redrivePolicy && this.#home.queues.get(redrivePolicy.deadLetterQueue);
    const { messages, deadLetterCount } = this.#home.messages.claim({
      queue: this.name,
      isFifo: settings.fifo !== undefined,
      nowMs,
      maxNumberOfMessages,
      visibilityTimeoutMs: visibilityTimeoutMs ?? settings.visibilityTimeoutMs,
      retentionMs: settings.retentionMs,
      // A dead-letter queue that was deleted takes nothing: the messages stay where they are.
      redrivePolicy: deadLetterQueue === undefined ? undefined : redrivePolicy,
    });
    if (deadLetterQueue !== undefined && deadLetterCount > 0) {
      this.#home.arrivals.wake(deadLetterQueue.name);
    }
    return messages.map((message) => this.#toReceived(message));
  }

  #toReceived(message: StoredMessage): ReceivedMessage {
    return {
      messageId: message.message_id,
      receiptHandle: formatReceiptHandle(message),
      body: message.body,
      md5OfBody: message.md5_of_body,
      messageAttributes: JSON.parse(message.attributes) as MessageAttributes,
      sentMs: message.sent_ms,
      firstReceivedMs: message.first_received_ms,
      receiveCount: message.receive_count,
      traceHeader: message.trace_header ?? undefined,
      deadLetterQueueSourceArn:
        message.dead_letter_source === null
          ? undefined
          : queueArn(this.#home.region, message.dead_letter_source),
      groupId: message.group_id || undefined,
      deduplicationId: message.deduplication_id ?? undefined,
      sequenceNumber: formatSequence(message.sequence),
    };
  }

  /** Deletes received messages; a handle made stale by a later receive deletes nothing. */
  delete(receiptHandles: readonly string[]): void {
    const { fifo } = this.record.settings;
    this.#home.messages.delete(this.name, receiptHandles.map(parseReceiptHandle));
    // The next one of its group may be received now.
    if (fifo !== undefined) this.#home.arrivals.wake(this.name);
  }

  /** Makes an in-flight message visible in `timeoutMs` from now, 0–43,200,000. */
  changeVisibility(receiptHandle: string, timeoutMs: number): void {
    checkRange('VisibilityTimeout', timeoutMs, MAX_VISIBILITY_TIMEOUT_MS);
    void this.record;
    const receipt = parseReceiptHandle(receiptHandle);
    const { messages, arrivals, now } = this.#home;
    if (!messages.changeVisibility(this.name, receipt, timeoutMs, now())) {
      throw new SqsServiceError(
        'MessageNotInflight',
        'The specified message is not in flight with this receipt handle.',
      );
    }
    arrivals.wake(this.name);
  }

  /**
   * Notes that receives failed: they count, even when the process dies next. Without
   * `visibleInMs` the messages come back at their visibility timeout.
   */
  fail(attempts: readonly { readonly receiptHandle: string; readonly visibleInMs?: number }[]) {
    const nowMs = this.#home.now();
    this.#home.messages.endAttempts(
      this.name,
      attempts.map(({ receiptHandle, visibleInMs }) => ({
        ...parseReceiptHandle(receiptHandle),
        visibleAtMs: visibleInMs === undefined ? undefined : nowMs + visibleInMs,
      })),
    );
    this.#home.arrivals.wake(this.name);
  }

  /** Messages that can be received now, are with a consumer, or wait for their delay to end. */
  counts(): QueueCounts {
    const { retentionMs } = this.record.settings;
    return this.#home.messages.counts(this.name, this.#home.now(), retentionMs);
  }

  /** Deletes all messages. */
  purge(): void {
    void this.record;
    this.#home.messages.deleteAll(this.name);
  }

  /** Changes attributes, by SQS's names; an empty RedrivePolicy takes the policy away. */
  setAttributes(input: QueueAttributes): void {
    const attributes = mergeQueueAttributes(this.record.attributes, parseQueueAttributes(input));
    checkFifo(this.name, attributes, this.record.attributes);
    checkDeadLetterQueue(this.#home.queues, attributes);
    this.#home.queues.put({ ...this.record, attributes, modifiedMs: this.#home.now() });
    this.#home.arrivals.wake(this.name);
  }

  /** Replaces the queue's tags. */
  setTags(tags: Readonly<Record<string, string>>): void {
    this.#home.queues.put({ ...this.record, tags });
  }
}
