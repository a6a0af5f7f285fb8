import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, type ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

export interface ScheduledEvent {
  readonly when: ScheduleExpression;
  readonly event: object;
}

export interface FunctionSchedulesProps {
  readonly invoked: NodeFunction;
  /** Events by the names of their schedules. */
  readonly events: Readonly<Record<string, ScheduledEvent>>;
}

/**
 * Invokes a function with events on schedules. There are no retries, because the next run does the
 * work of a failed one: the scheduler does not repeat the call, and Lambda does not repeat the
 * invocation, which is asynchronous.
 */
export class FunctionSchedules extends Construct {
  constructor(scope: Construct, id: string, { invoked, events }: FunctionSchedulesProps) {
    super(scope, id);
    const role = new Role(this, 'Invoker', {
      description: `Role with which the scheduler invokes ${invoked.node.id}`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [invoked.live.functionArn],
      }),
    );
    invoked.live.configureAsyncInvoke({ retryAttempts: 0 });
    for (const [name, { when, event }] of Object.entries(events)) {
      new Schedule(this, name, {
        schedule: when,
        target: new LambdaInvoke(invoked.live, {
          // The target would also grant the permission to invoke all versions.
          role: role.withoutPolicyUpdates(),
          input: ScheduleTargetInput.fromObject(event),
          retryAttempts: 0,
        }),
      });
    }
  }
}
