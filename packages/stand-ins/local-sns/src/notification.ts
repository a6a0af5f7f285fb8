import type { MessageAttributes } from './message-attributes.ts';

export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: MessageAttributes;
  readonly publishedMs: number;
  readonly subscriptionArn: string;
}

/**
 * The JSON that SNS writes to the body of an SQS message when raw message delivery is off. It is
 * not signed: the signature is a placeholder, and the URLs do not exist.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
export function wrapNotification(notification: Notification): string {
  const { messageId, topicArn, subject, message, attributes, publishedMs, subscriptionArn } =
    notification;
  const wrapped = Object.entries(attributes).map(([name, { DataType, ...value }]) => [
    name,
    { Type: DataType, Value: value.StringValue ?? value.BinaryValue },
  ]);
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: new Date(publishedMs).toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from('not signed: local').toString('base64'),
    SigningCertURL: 'https://sns.invalid/not-signed.pem',
    UnsubscribeURL: `https://sns.invalid/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(wrapped.length > 0 && { MessageAttributes: Object.fromEntries(wrapped) as unknown }),
  });
}
