import { randomUUID } from 'node:crypto';
import type { Deliverer } from './deliverer.ts';
import type { DeliveryStore, NewDelivery } from './delivery-store.ts';
import { matchesFilterPolicy } from './matches-filter-policy.ts';
import { wrapNotification } from './notification.ts';
import type { PublishedMessage } from './parse-message.ts';
import { topicArnOf } from './topic-address.ts';
import type { Subscription, TopicStore } from './topic-store.ts';

export interface PublisherOptions {
  readonly topics: TopicStore;
  readonly deliveries: DeliveryStore;
  readonly deliverer: Deliverer;
  readonly region: string;
  readonly now: () => number;
}

/** Creates a delivery for each subscription whose filter policy matches. */
export class Publisher {
  readonly #options: PublisherOptions;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** @returns the ids of the messages, once all deliveries are stored */
  publish(topic: string, messages: readonly PublishedMessage[]): readonly string[] {
    const { topics, deliveries, deliverer } = this.#options;
    const subscriptions = topics.subscriptions(topic);
    const identified = messages.map((message) => ({ message, messageId: randomUUID() }));
    const added = identified.flatMap(({ message, messageId }) =>
      subscriptions
        .filter(({ settings }) =>
          matchesFilterPolicy(settings.filterPolicy, settings.filterPolicyScope, message),
        )
        .map((subscription) => this.#deliveryOf(message, messageId, subscription)),
    );
    deliveries.add(added);
    deliverer.wake(new Set(added.map(({ queueArn }) => queueArn)));
    return identified.map(({ messageId }) => messageId);
  }

  #deliveryOf(
    message: PublishedMessage,
    messageId: string,
    { arn, topic, endpoint: queueArn, settings }: Subscription,
  ): NewDelivery {
    const { region, now } = this.#options;
    const { body, subject, attributes, groupId } = message;
    const publishedMs = now();
    const shared = { queueArn, groupId, deadLetterArn: settings.deadLetterArn, publishedMs };
    if (settings.isRaw) return { ...shared, body, attributes };
    const wrapped = wrapNotification({
      messageId,
      topicArn: topicArnOf(region, topic),
      subject,
      message: body,
      attributes,
      publishedMs,
      subscriptionArn: arn,
    });
    return { ...shared, body: wrapped, attributes: {} };
  }
}
