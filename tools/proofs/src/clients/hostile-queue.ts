import { callJson } from './json-requests.ts';

const END = ' end';

/** Returns the body of a message from which its id, and whether it is complete, can be derived. */
export function bodyOf(id: string, byteCount: number): string {
  return `${id} ${'x'.repeat(byteCount)}${END}`;
}

interface Message {
  readonly Body: string;
}

/** A queue of local-sqs to which messages of `bodyOf` are sent or delivered. */
export interface HostileQueue {
  readonly url: string;
  readonly arn: string;
  /** Receives all messages and returns the ids of the complete ones and of the incomplete ones. */
  readonly takeAll: () => Promise<{ ids: ReadonlySet<string>; halves: readonly string[] }>;
}

/** Creates the queue. */
export async function hostileQueue(endpoint: string, name: string): Promise<HostileQueue> {
  const call = (operation: string, fields: Readonly<Record<string, unknown>>) =>
    callJson({ endpoint, version: '1.0' }, `AmazonSQS.${operation}`, fields);
  const { QueueUrl: url } = (await call('CreateQueue', { QueueName: name })) as {
    QueueUrl: string;
  };
  const request = { QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 3600 };
  return {
    url,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    takeAll: async () => {
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await call('ReceiveMessage', request);
        const messages = Messages as readonly Message[];
        if (messages.length === 0) break;
        bodies.push(...messages.map(({ Body }) => Body));
      }
      return {
        ids: new Set(bodies.map((body) => body.split(' ')[0] ?? '')),
        halves: bodies.filter((body) => !body.endsWith(END)),
      };
    },
  };
}
