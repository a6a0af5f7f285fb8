import { expect, test } from 'vitest';
import { snsEnvelope } from '../src/index.ts';

test('an envelope is what SNS puts into SQS, and says that it is not signed', () => {
  const envelope = JSON.parse(
    snsEnvelope({
      topicArn: 'arn:aws:sns:us-east-1:000000000000:originals',
      message: '{"Records":[]}',
      timestamp: new Date(0),
    }),
  ) as Record<string, string>;
  expect(envelope).toMatchObject({
    Type: 'Notification',
    MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:originals',
    Subject: 'Amazon S3 Notification',
    Message: '{"Records":[]}',
    Timestamp: '1970-01-01T00:00:00.000Z',
    SignatureVersion: '1',
  });
  expect(Buffer.from(envelope.Signature ?? '', 'base64').toString()).toBe('not signed: local');
});
