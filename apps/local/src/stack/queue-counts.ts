import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Whether queues contain no message, neither visible nor in flight. */
export async function areQueuesIdle(
  sqs: SQSClient,
  queueNames: readonly string[],
): Promise<boolean> {
  const counts = await Promise.all(queueNames.map((name) => messageCount(sqs, name)));
  return counts.every((count) => count === 0);
}

async function messageCount(sqs: SQSClient, queueName: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
