import type { SQSEvent } from 'aws-lambda';
import { TOPIC_ARN } from './start-s3.ts';

/**
 * A batch like that of Lambda's event source mapping: `message-0` and so on.
 *
 * @param bodies a body that is not a string becomes JSON
 * @param receiveCount how often SQS has delivered each message, including this time
 */
export function sqsEvent(bodies: readonly unknown[], receiveCount = 1): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: '1764000000000',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1764000000000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:thumbnailer',
      awsRegion: 'us-east-1',
    })),
  };
}

/** The message that SNS sends when raw delivery is off. */
export function wrappedBySns(message: unknown): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '6f3a1f2e-0a6c-5b0c-8f4d-3f0f6f1c2d3e',
    TopicArn: TOPIC_ARN,
    Subject: 'Amazon S3 Notification',
    Message: JSON.stringify(message),
    Timestamp: '2026-11-21T10:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'unsigned',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/certificate.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
  });
}
