import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { MessageAttributes } from './message-attributes.ts';
import { md5OfMessageAttributes } from './message-md5.ts';
import { messageSystemAttributes } from './message-system-attributes.ts';
import type { ReceivedMessage } from './queue-messages.ts';

function toLambdaAttributes(attributes: MessageAttributes): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}

function toRecord(message: ReceivedMessage, arn: string): SQSRecord {
  const md5OfAttributes = md5OfMessageAttributes(message.messageAttributes);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: { ...messageSystemAttributes(message) },
    messageAttributes: toLambdaAttributes(message.messageAttributes),
    ...(md5OfAttributes !== undefined && { md5OfMessageAttributes: md5OfAttributes }),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: arn.split(':')[3] ?? '',
  };
}

/**
 * Creates the event that Lambda's event source mapping passes to a function for messages of a
 * queue.
 */
export function toSqsEvent(messages: readonly ReceivedMessage[], arn: string): SQSEvent {
  return {
    Records: messages.map((message) => toRecord(message, arn)),
  };
}
