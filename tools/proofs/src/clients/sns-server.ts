import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoints } from '@miniatura/local';
import { missing } from './aws-servers.ts';
import type { Draw } from './draw.ts';
import { bodyOf, hostileQueue } from './hostile-queue.ts';
import { attackOn } from './http-attacks.ts';
import type { HttpRequest } from './http-request.ts';
import type { ServerUnderAttack } from './server-under-attack.ts';

type Form = Readonly<Record<string, string>>;

/** Time limit for the delivery of an acknowledged message to its queue. */
const DELIVERY_MS = 60_000;
const POLL_MS = 200;
const DEEP_POLICY = `${'{"a":'.repeat(2_000)}["b"]${'}'.repeat(2_000)}`;
const WIDE_POLICY = JSON.stringify({ a: Array.from({ length: 5_000 }, (_, at) => `${at}`) });

/**
 * Returns a form that ends with `Action`, so that a truncated form has no operation and stores
 * nothing.
 */
function formOf(action: string, fields: Form): string {
  return new URLSearchParams({ ...fields, Version: '2010-03-31', Action: action }).toString();
}

async function call(endpoint: string, action: string, fields: Form): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = formOf(action, fields);
  const response = await fetch(endpoint, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${action}: ${response.status} ${text}`);
  return text;
}

/** The topic delivers to a separate queue, which must receive everything that is acknowledged. */
export async function snsServer({ sns, sqs }: Endpoints): Promise<ServerUnderAttack> {
  const queue = await hostileQueue(sqs, 'hostile-topic');
  const [TopicArn = ''] =
    /arn:aws:sns:[^<]+/.exec(await call(sns, 'CreateTopic', { Name: 'hostile' })) ?? [];
  const raw = {
    'Attributes.entry.1.key': 'RawMessageDelivery',
    'Attributes.entry.1.value': 'true',
  };
  const subscription = { TopicArn, Protocol: 'sqs', Endpoint: queue.arn };
  await call(sns, 'Subscribe', { ...subscription, ...raw });

  const requestOf = (draw: Draw, index: number): HttpRequest => {
    const id = `sns-${index}`;
    const isPublish = draw.chance(40);
    const [action, fields] = isPublish
      ? ['Publish', { TopicArn, Message: bodyOf(id, draw.size(1, 100_000)) }]
      : draw.pick(wrongCalls(TopicArn, queue.arn));
    return {
      method: 'POST',
      target: '/',
      headers: {
        host: new URL(sns).host,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: Buffer.from(formOf(action, fields)),
      effectId: isPublish ? id : undefined,
    };
  };
  return {
    name: 'sns',
    port: Number(new URL(sns).port),
    exchangeOf: (draw, index) => Promise.resolve(attackOn(requestOf(draw, index), draw)),
    check: async () => void (await call(sns, 'GetTopicAttributes', { TopicArn })),
    findLosses: async (effects) => {
      const found = new Set<string>();
      const halves: string[] = [];
      const deadline = performance.now() + DELIVERY_MS;
      for (;;) {
        const taken = await queue.takeAll();
        for (const id of taken.ids) found.add(id);
        halves.push(...taken.halves);
        const losses = missing('sns', effects, found);
        if (losses.length === 0 || performance.now() > deadline)
          return [...halves.map((body) => `sns: ${body} is there in part`), ...losses];
        await sleep(POLL_MS);
      }
    },
  };
}

/** Calls that must not reach the topic's queue, with all kinds of responses. */
function wrongCalls(TopicArn: string, queueArn: string): readonly (readonly [string, Form])[] {
  const subscribe = (policy: string, Endpoint = queueArn): readonly [string, Form] => [
    'Subscribe',
    {
      TopicArn,
      Protocol: 'sqs',
      Endpoint,
      'Attributes.entry.1.key': 'FilterPolicy',
      'Attributes.entry.1.value': policy,
    },
  ];
  return [
    ['ListSubscriptions', {}],
    ['GetTopicAttributes', { TopicArn }],
    ['CreateTopic', { Name: 'hostile' }],
    ['CreateTopic', { Name: '../../etc/passwd\0' }],
    ['Nothing', {}],
    ['constructor', { ['__proto__']: 'x', 'a.b.c': 'd' }],
    ['Publish', { TopicArn }],
    ['Publish', { TopicArn: `${TopicArn}-of-nobody`, Message: 'lost' }],
    ['Publish', { TopicArn, Message: '\u0001\uffff' }],
    ['Publish', { TopicArn, Message: 'x'.repeat(300_000) }],
    ['Publish', { TopicArn, Message: '{', MessageStructure: 'json' }],
    [
      'Publish',
      {
        TopicArn,
        Message: 'a',
        'MessageAttributes.entry.999999999.Name': '__proto__',
        'MessageAttributes.entry.999999999.Value.DataType': 'Number',
        'MessageAttributes.entry.999999999.Value.StringValue': '1e999',
      },
    ],
    ['PublishBatch', { TopicArn, 'PublishBatchRequestEntries.member.-1.Id': 'a' }],
    ['Unsubscribe', { SubscriptionArn: '\u001b[2J' }],
    ['Subscribe', { TopicArn, Protocol: 'http', Endpoint: 'http://evil.example/' }],
    subscribe(DEEP_POLICY),
    subscribe(WIDE_POLICY),
    subscribe('{"a":[{"numeric":["<",1e999]}]}'),
    subscribe('{', 'arn:aws:sqs:us-east-1:000000000000:nobody'),
  ];
}
