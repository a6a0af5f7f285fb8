import type { JsonObject } from '@miniatura/local-service';
import { SnsServiceError } from '../errors.ts';
import type { Publisher } from '../publisher.ts';
import { requiredText } from '../request-fields.ts';
import { topicArnOf } from '../topic-address.ts';
import type { Topic, TopicStore } from '../topic-store.ts';

export interface OperationContext {
  readonly topics: TopicStore;
  readonly publisher: Publisher;
  readonly region: string;
}

/** One SNS operation: it receives the request's fields and returns the response's fields. */
export type Operation = (input: JsonObject, context: OperationContext) => JsonObject;

/** Returns the topic of an ARN in a request. @throws SnsServiceError NotFound */
export function topicOf(
  input: JsonObject,
  { topics, region }: OperationContext,
  field = 'TopicArn',
): Topic {
  const arn = requiredText(input, field);
  const topic = topics.topic(arn.split(':').at(-1) ?? '');
  if (topic !== undefined && topicArnOf(region, topic.name) === arn) return topic;
  throw new SnsServiceError('NotFound', `Topic does not exist: '${arn}'.`);
}

const PAGE_SIZE = 100;

/** Returns up to 100 items after the token, and the token of the next page. */
export function pageOf<T>(
  items: readonly T[],
  token: string | undefined,
): { readonly page: readonly T[]; readonly NextToken: string | undefined } {
  const start = Number(Buffer.from(token ?? '', 'base64url').toString()) || 0;
  const end = start + PAGE_SIZE;
  return {
    page: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
