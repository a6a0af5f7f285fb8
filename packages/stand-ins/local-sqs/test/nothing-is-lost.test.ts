import { cpSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LocalSqs, type Queue, type ReceivedMessage, startLocalSqs } from '../src/index.ts';
import { temporaryDirectory } from './running-sqs.ts';

const MAX_RECEIVE_COUNT = 3;

function createQueues(sqs: LocalSqs): { queue: Queue; dead: Queue } {
  const dead = sqs.createQueue({ name: 'dead' });
  const queue = sqs.createQueue({
    name: 'jobs',
    attributes: {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: dead.arn,
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    },
  });
  return { queue, dead };
}

/** A queue under random use, and a model of its expected state. */
class Model {
  readonly #root = temporaryDirectory();
  #generation = 0;
  #sqs: LocalSqs | undefined;
  #queues!: ReturnType<typeof createQueues>;
  #held: ReceivedMessage[] = [];
  #sentCount = 0;
  readonly alive = new Set<string>();
  readonly failures = new Map<string, number>();

  get #directory(): string {
    return join(this.#root, String(this.#generation));
  }

  async open(): Promise<void> {
    this.#sqs = await startLocalSqs({ directory: this.#directory, port: 0 });
    this.#queues = createQueues(this.#sqs);
  }

  async close(): Promise<void> {
    await this.#sqs?.close();
  }

  send(): void {
    const body = `message ${this.#sentCount++}`;
    this.#queues.queue.send(body);
    this.alive.add(body);
  }

  async receive(): Promise<void> {
    const messages = await this.#queues.queue.receive({ maxNumberOfMessages: 2 });
    for (const { body } of messages) expect(this.alive).toContain(body);
    this.#held.push(...messages);
  }

  delete(): void {
    const message = this.#held.shift();
    if (message === undefined) return;
    this.#queues.queue.delete([message.receiptHandle]);
    this.alive.delete(message.body);
  }

  fail(): void {
    const message = this.#held.shift();
    if (message === undefined) return;
    this.#queues.queue.fail([{ receiptHandle: message.receiptHandle, visibleInMs: 0 }]);
    this.failures.set(message.body, (this.failures.get(message.body) ?? 0) + 1);
  }

  /** Copies the files: they are what a killed process leaves behind. */
  async crash(): Promise<void> {
    const before = this.#directory;
    this.#generation += 1;
    cpSync(before, this.#directory, { recursive: true });
    await this.close();
    this.#held = [];
    await this.open();
  }

  async check(): Promise<void> {
    await this.crash();
    const all = { maxNumberOfMessages: 1000 };
    const waiting = await this.#queues.queue.receive(all);
    const dead = await this.#queues.dead.receive(all);
    const bodies = [...waiting, ...dead].map(({ body }) => body);
    expect(bodies.sort()).toEqual([...this.alive].sort());
    const poison = [...this.failures].filter(
      ([body, count]) => this.alive.has(body) && count >= MAX_RECEIVE_COUNT,
    );
    expect(dead.map(({ body }) => body).sort()).toEqual(poison.map(([body]) => body).sort());
  }
}

type Step = 'send' | 'receive' | 'delete' | 'fail' | 'crash';

test(
  'no sequence of sends, receives, failures and crashes loses a message, and only failures move one to the dead-letter queue',
  { timeout: 120_000 },
  async () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('send', 'receive', 'delete', 'fail') },
      { weight: 1, arbitrary: fc.constant('crash') },
    ) as fc.Arbitrary<Step>;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const model = new Model();
        await model.open();
        try {
          for (const name of steps) await model[name]();
          await model.check();
        } finally {
          await model.close();
        }
      }),
      { numRuns: 40 },
    );
  },
);
