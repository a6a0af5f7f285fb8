import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Lane } from '@miniatura/thumbnailer/lanes';
import { Construct } from 'constructs';

export interface EventQueuesProps {
  readonly queueName: string;
  readonly visibilityTimeoutMs: number;
  /** Where somebody takes the dead letters off their queue. */
  readonly deadLetterVisibilityTimeoutMs: number;
  /** After as many tries a message is a dead letter. */
  readonly maxReceiveCount: number;
  readonly retentionS: number;
  /** Longer than that of the queues: a dead letter's age counts from its first sending. */
  readonly deadLetterRetentionS: number;
}

/** What each queue has, by default. */
export const secureQueueProps = (retentionS: number) => ({
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.seconds(retentionS),
});

/** A queue for each lane to a consumer, and the queue of their dead letters. */
export class EventQueues extends Construct {
  readonly queues: Readonly<Record<Lane, Queue>>;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventQueuesProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secureQueueProps(props.deadLetterRetentionS),
      queueName: `${props.queueName}-dead-letters`,
      visibilityTimeout: Duration.millis(props.deadLetterVisibilityTimeoutMs),
    });
    const createQueue = (id: string, queueName: string): Queue =>
      new Queue(this, id, {
        ...secureQueueProps(props.retentionS),
        queueName,
        visibilityTimeout: Duration.millis(props.visibilityTimeoutMs),
        deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
      });
    this.queues = {
      interactive: createQueue('Queue', props.queueName),
      bulk: createQueue('BulkQueue', `${props.queueName}-bulk`),
    };
  }
}
