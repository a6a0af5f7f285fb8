import { DELIVERIES_RESOURCES, SENDER_RESOURCES } from '@miniatura/api/resources';
import { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { DATABASE_USERS } from '../database-users.ts';
import type { FunctionAssets } from '../function-assets.ts';
import { functionNameOf } from '../function-names.ts';
import { FunctionSchedules } from './function-schedules.ts';
import type { ImageDatabase } from './image-database.ts';
import { NodeFunction } from './node-function.ts';

export interface WebhookDeliveryProps {
  readonly name: string;
  readonly everyMinutes: number;
  readonly assets: FunctionAssets;
  readonly vpc: IVpc;
  readonly database: ImageDatabase;
  readonly logRetentionDays: number;
  readonly isReleasedGradually: boolean;
}

/**
 * Sends webhooks with two functions, because no function has access to both the database and the
 * internet. The sender is outside the VPC. It may only invoke the other function, which claims and
 * signs deliveries and records results, so that the secrets stay in the VPC.
 */
export class WebhookDelivery extends Construct {
  /** Claims deliveries, in the VPC. */
  readonly deliveries: NodeFunction;
  /** Sends them, outside the VPC. */
  readonly sender: NodeFunction;

  constructor(scope: Construct, id: string, props: WebhookDeliveryProps) {
    super(scope, id);
    const release = { isGradual: props.isReleasedGradually };
    this.deliveries = this.#deliveries(props);
    props.database.allow(this.deliveries, DATABASE_USERS.deliveries);
    this.deliveries.release(release);
    this.sender = this.#sender(props);
    this.sender.role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [this.deliveries.live.functionArn],
      }),
    );
    this.sender.release(release);
    new FunctionSchedules(this, 'Schedules', {
      invoked: this.sender,
      events: {
        Send: { when: ScheduleExpression.rate(Duration.minutes(props.everyMinutes)), event: {} },
      },
    });
  }

  #deliveries({ name, assets, vpc, database, logRetentionDays }: WebhookDeliveryProps) {
    return new NodeFunction(this, 'Deliveries', {
      functionName: functionNameOf(name, 'deliveries'),
      description: 'Claims and signs deliveries of webhooks and records their results',
      code: assets('api'),
      handler: 'deliveries-handler.handler',
      ...DELIVERIES_RESOURCES,
      vpc,
      logRetentionDays,
      environment: { DATABASE_URL: database.urlFor(DATABASE_USERS.deliveries) },
    });
  }

  #sender({ name, assets, logRetentionDays }: WebhookDeliveryProps) {
    return new NodeFunction(this, 'Sender', {
      functionName: functionNameOf(name, 'sender'),
      description: 'Sends webhooks',
      code: assets('api'),
      handler: 'sender-handler.handler',
      ...SENDER_RESOURCES,
      logRetentionDays,
      environment: { DELIVERIES_FUNCTION: this.deliveries.live.functionArn },
    });
  }
}
