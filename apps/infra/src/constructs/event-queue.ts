import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface EventQueueProps {
  readonly queueName: string;
  readonly visibilityTimeoutMs: number;
  /** Where somebody takes the dead letters off their queue. */
  readonly deadLetterVisibilityTimeoutMs: number;
  /** After as many tries a message is a dead letter. */
  readonly maxReceiveCount: number;
  readonly retentionS: number;
}

/** What each queue has, by default. */
export const secureQueueProps = (retentionS: number) => ({
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.seconds(retentionS),
});

/** A queue, and the queue of its dead letters. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secureQueueProps(props.retentionS),
      queueName: `${props.queueName}-dead-letters`,
      visibilityTimeout: Duration.millis(props.deadLetterVisibilityTimeoutMs),
    });
    this.queue = new Queue(this, 'Queue', {
      ...secureQueueProps(props.retentionS),
      queueName: props.queueName,
      visibilityTimeout: Duration.millis(props.visibilityTimeoutMs),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
  }
}
