import type { Lane } from '@miniatura/thumbnailer/lanes';
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface EventQueuesProps {
  readonly queueName: string;
  readonly visibilityTimeoutMs: number;
  /** Visibility timeout for the consumer of the dead-letter queue. */
  readonly deadLetterVisibilityTimeoutMs: number;
  /** Number of attempts after which a message becomes a dead letter. */
  readonly maxReceiveCount: number;
  readonly retentionS: number;
  /**
   * Must exceed the retention of the queues, because a dead letter's age counts from when it was
   * first sent.
   */
  readonly deadLetterRetentionS: number;
}

/** The default properties of a queue. */
export function secureQueueProps(retentionS: number) {
  return {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.seconds(retentionS),
  };
}

/** Creates one queue per lane to a consumer, and a dead-letter queue for all of them. */
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
