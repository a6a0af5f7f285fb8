import type { SendToQueue } from '@miniatura/local-sns';
import type { LocalSqs } from '@miniatura/local-sqs';

/**
 * Sends messages of topics to queues of the same process. A request to the queues' endpoint takes more
 * processor time than SNS and SQS themselves.
 * @throws SqsServiceError QueueDoesNotExist, and others of SendMessage
 */
export function sendToQueuesOf(sqs: LocalSqs): SendToQueue {
  return async ({ queueArn, body, attributes, groupId }) => {
    const queue = sqs.getQueue(queueArn.split(':').at(-1) ?? '');
    queue.send(body, { messageAttributes: attributes, groupId });
  };
}
