import { randomUUID } from 'node:crypto';

export interface SnsEnvelopeOptions {
  /** `arn:aws:sns:us-east-1:000000000000:originals` */
  readonly topicArn: string;
  /** What was published: for S3, its notification as JSON. */
  readonly message: string;
  /** A UUID; a new one by default. */
  readonly messageId?: string;
  readonly timestamp?: Date;
}

/**
 * The JSON that SNS puts into an SQS message's body when raw message delivery is off. Nothing is
 * signed: the signature says so, and its addresses lead nowhere.
 */
export const snsEnvelope = ({
  topicArn,
  message,
  messageId = randomUUID(),
  timestamp = new Date(),
}: SnsEnvelopeOptions): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: 'Amazon S3 Notification',
    Message: message,
    Timestamp: timestamp.toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from('not signed: local').toString('base64'),
    SigningCertURL: 'https://sns.invalid/not-signed.pem',
    UnsubscribeURL: `https://sns.invalid/?Action=Unsubscribe&SubscriptionArn=${topicArn}`,
  });
