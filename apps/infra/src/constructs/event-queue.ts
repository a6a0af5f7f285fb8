import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface EventQueueProps {
  readonly queueName: string;
  readonly visibilityTimeoutMs: number;
  /** After as many tries a message is a dead letter. */
  readonly maxReceiveCount: number;
  readonly retentionDays: number;
}

/** A queue, and the queue of its dead letters, from which they can be sent back. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(props.retentionDays),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...shared,
      queueName: `${props.queueName}-dead-letters`,
    });
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: props.queueName,
      visibilityTimeout: Duration.millis(props.visibilityTimeoutMs),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
  }
}
