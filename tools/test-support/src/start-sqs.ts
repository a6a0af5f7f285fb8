import { SQSClient } from '@aws-sdk/client-sqs';
import { type LocalSqs, type Queue, startLocalSqs } from '@miniatura/local-sqs';
import { AWS_ACCESS } from './aws-access.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestSqs {
  readonly local: LocalSqs;
  /** A client that makes one attempt. */
  readonly sqs: SQSClient;
  /** The URL of a queue, by its name. */
  readonly urlOf: (name: string) => string;
}

/** Starts SQS on loopback, and a client for it. Both end with `resources`. */
export async function startSqs(resources: AsyncDisposableStack): Promise<TestSqs> {
  const local = await startLocalSqs({ directory: await temporaryFolder(resources), port: 0 });
  resources.defer(() => local.close());
  const { endpoint } = local;
  const sqs = new SQSClient({ ...AWS_ACCESS, endpoint, maxAttempts: 1 });
  resources.defer(() => sqs.destroy());
  return { local, sqs, urlOf: (name) => `${endpoint}/000000000000/${name}` };
}

/** Receives and deletes all visible messages of a queue. Returns their bodies, parsed as JSON. */
export async function takeAll<Body>(queue: Queue): Promise<Body[]> {
  const taken: Body[] = [];
  for (;;) {
    const messages = await queue.receive({ maxNumberOfMessages: 10, waitMs: 0 });
    if (messages.length === 0) return taken;
    taken.push(...messages.map(({ body }) => JSON.parse(body) as Body));
    queue.delete(messages.map(({ receiptHandle }) => receiptHandle));
  }
}
