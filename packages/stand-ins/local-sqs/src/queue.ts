import { randomUUID } from 'node:crypto';
import type { ArrivalSignal } from './arrival-signal.ts';
import { checkMessage } from './check-message.ts';
import { SqsServiceError } from './errors.ts';
import { formatSequence, parseDeduplication } from './fifo.ts';
import { type MessageAttributes, parseMessageAttributes } from './message-attributes.ts';
import { md5OfBody, md5OfMessageAttributes } from './message-md5.ts';
import type { MessageStore } from './message-store.ts';
import { queueArn, queueUrl } from './queue-address.ts';
import {
  checkFifo,
  mergeQueueAttributes,
  parseQueueAttributes,
  type QueueAttributes,
} from './queue-attributes.ts';
import type {
  ReceivedMessage,
  ReceiveOptions,
  SendOptions,
  SentMessage,
} from './queue-messages.ts';
import { checkDeadLetterQueue, type QueueRecord, type QueueStore } from './queue-store.ts';
import { formatReceiptHandle, parseReceiptHandle } from './receipt-handle.ts';
import type { NewMessage, QueueCounts, StoredMessage } from './stored-message.ts';

/** What the queues of one store share. */
export interface QueueContext {
  readonly queues: QueueStore;
  readonly messages: MessageStore;
  readonly arrivals: ArrivalSignal;
  readonly region: string;
  readonly now: () => number;
  readonly endpoint: () => string;
}

const MAX_DELAY_SECONDS = 900;
const MAX_VISIBILITY_TIMEOUT_MS = 43_200_000;

function checkRange(name: string, value: number, max: number): void {
  if (!(value >= 0 && value <= max)) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Expected 0 to ${max} for ${name} but received ${value}.`,
    );
  }
}

/** One queue, in process. A message is durable once `send` has returned. */
export class Queue {
  readonly name: string;
  readonly #context: QueueContext;

  constructor(context: QueueContext, name: string) {
    this.#context = context;
    this.name = name;
  }

  get arn(): string {
    return queueArn(this.#context.region, this.name);
  }

  get url(): string {
    return queueUrl(this.#context.endpoint(), this.name);
  }

  /** @throws SqsServiceError QueueDoesNotExist when the queue has been deleted */
  get record(): QueueRecord {
    const record = this.#context.queues.get(this.name);
    if (record !== undefined) return record;
    throw new SqsServiceError(
      'QueueDoesNotExist',
      `The specified queue does not exist: '${this.name}'.`,
    );
  }

  /** Sends one message. It is committed when the call returns. */
  send(body: string, options: SendOptions = {}): SentMessage {
    const [sent] = this.sendAll([{ ...options, body }]);
    return sent as SentMessage;
  }

  /** Sends messages in one transaction: all or none. */
  sendAll(entries: readonly (SendOptions & { readonly body: string })[]): SentMessage[] {
    const { settings } = this.record;
    const messages = entries.map((entry) => this.#toNewMessage(entry, settings));
    const inserted = this.#context.messages.insert(messages);
    this.#context.arrivals.wake(this.name);
    return messages.map(({ md5OfBody, attributes }, index) => ({
      messageId: inserted[index]?.messageId ?? '',
      md5OfBody,
      md5OfMessageAttributes: md5OfMessageAttributes(JSON.parse(attributes) as MessageAttributes),
      sequenceNumber: formatSequence(inserted[index]?.sequence),
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
    const nowMs = this.#context.now();
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

  /** Receives messages. With `waitMs` it waits for the first one without polling. */
  async receive(options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const { signal } = options;
    const deadlineMs = performance.now() + (options.waitMs ?? this.record.settings.receiveWaitMs);
    while (!signal?.aborted) {
      const nowMs = this.#context.now();
      const messages = this.#claim(nowMs, options);
      const remainingMs = deadlineMs - performance.now();
      if (messages.length > 0 || remainingMs <= 0) return messages;
      // Both use the same time: otherwise a message could become visible in between and be missed.
      const nextMs = this.#context.messages.nextVisibleMs(this.name, nowMs) ?? Infinity;
      await this.#context.arrivals.wait(this.name, Math.min(remainingMs, nextMs - nowMs), signal);
    }
    return [];
  }

  #claim(
    nowMs: number,
    { maxNumberOfMessages = 1, visibilityTimeoutMs }: ReceiveOptions,
  ): ReceivedMessage[] {
    const { settings } = this.record;
    const { redrivePolicy } = settings;
    const deadLetterQueue =
      redrivePolicy && this.#context.queues.get(redrivePolicy.deadLetterQueue);
    const { messages, deadLetterCount } = this.#context.messages.claim({
      queue: this.name,
      isFifo: settings.fifo !== undefined,
      nowMs,
      maxNumberOfMessages,
      visibilityTimeoutMs: visibilityTimeoutMs ?? settings.visibilityTimeoutMs,
      retentionMs: settings.retentionMs,
      // If the dead-letter queue was deleted, messages stay in this queue.
      redrivePolicy: deadLetterQueue === undefined ? undefined : redrivePolicy,
    });
    if (deadLetterQueue !== undefined && deadLetterCount > 0) {
      this.#context.arrivals.wake(deadLetterQueue.name);
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
          : queueArn(this.#context.region, message.dead_letter_source),
      groupId: message.group_id || undefined,
      deduplicationId: message.deduplication_id ?? undefined,
      sequenceNumber: formatSequence(message.sequence),
    };
  }

  /** Deletes received messages. A handle that a later receive made stale deletes nothing. */
  delete(receiptHandles: readonly string[]): void {
    const { fifo } = this.record.settings;
    this.#context.messages.delete(this.name, receiptHandles.map(parseReceiptHandle));
    // The next message of the group can be received now.
    if (fifo !== undefined) this.#context.arrivals.wake(this.name);
  }

  /**
   * Makes an in-flight message visible after `timeoutMs`, 0–43,200,000. @throws SqsServiceError
   * MessageNotInflight
   */
  changeVisibility(receiptHandle: string, timeoutMs: number): void {
    checkRange('VisibilityTimeout', timeoutMs, MAX_VISIBILITY_TIMEOUT_MS);
    void this.record;
    const receipt = parseReceiptHandle(receiptHandle);
    const { messages, arrivals, now } = this.#context;
    if (!messages.changeVisibility(this.name, receipt, timeoutMs, now())) {
      throw new SqsServiceError(
        'MessageNotInflight',
        'The specified message is not in flight with this receipt handle.',
      );
    }
    arrivals.wake(this.name);
  }

  /**
   * Records failed attempts. They stay counted even if the process dies next. Without `visibleInMs`
   * a message is visible again after its visibility timeout.
   */
  fail(attempts: readonly { readonly receiptHandle: string; readonly visibleInMs?: number }[]) {
    const nowMs = this.#context.now();
    this.#context.messages.endAttempts(
      this.name,
      attempts.map(({ receiptHandle, visibleInMs }) => ({
        ...parseReceiptHandle(receiptHandle),
        visibleAtMs: visibleInMs === undefined ? undefined : nowMs + visibleInMs,
      })),
    );
    this.#context.arrivals.wake(this.name);
  }

  /** Counts the messages that are visible, in flight and delayed. */
  counts(): QueueCounts {
    const { retentionMs } = this.record.settings;
    return this.#context.messages.counts(this.name, this.#context.now(), retentionMs);
  }

  /** Deletes all messages. */
  purge(): void {
    void this.record;
    this.#context.messages.deleteAll(this.name);
  }

  /** Changes attributes by SQS's names. An empty RedrivePolicy removes the policy. */
  setAttributes(input: QueueAttributes): void {
    const attributes = mergeQueueAttributes(this.record.attributes, parseQueueAttributes(input));
    checkFifo(this.name, attributes, this.record.attributes);
    checkDeadLetterQueue(this.#context.queues, attributes);
    this.#context.queues.put({ ...this.record, attributes, modifiedMs: this.#context.now() });
    this.#context.arrivals.wake(this.name);
  }

  /** Replaces the queue's tags. */
  setTags(tags: Readonly<Record<string, string>>): void {
    this.#context.queues.put({ ...this.record, tags });
  }
}
