import { Arn, ArnFormat, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';

export interface RemovalStackProps extends StackProps {
  /** When the stage is deleted. */
  readonly removeAt: Date;
  /** Names of the stage's other stacks. */
  readonly stackNames: readonly string[];
}

const HOUR_MS = 60 * 60 * 1000;
/** Time that the deletion of the other stacks may take. */
const OWN_DELAY_MS = 24 * HOUR_MS;
const DELETE_STACK = 'arn:aws:scheduler:::aws-sdk:cloudformation:deleteStack';

/**
 * Deletes the stacks of a stage at a given time, and finally itself. From then on, each deletion is
 * requested every hour. It fails for a stack whose outputs others still use, and succeeds for a
 * stack that is already deleted.
 */
export class RemovalStack extends Stack {
  constructor(scope: Construct, id: string, props: RemovalStackProps) {
    const { removeAt, stackNames, ...stackProps } = props;
    super(scope, id, stackProps);
    const names = [...stackNames, this.stackName];
    const role = new Role(this, 'Role', {
      description: 'Role with which the scheduler deletes the stacks of this stage',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    const policy = new Policy(this, 'DeleteStacks', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['cloudformation:DeleteStack'],
          resources: names.map((stackName) => this.#arnOf(stackName)),
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: ALL_OBJECTS_FINDING,
      reason: 'CloudFormation appends an id to the name of a stack.',
    });
    for (const stackName of names) {
      const delayMs = stackName === this.stackName ? OWN_DELAY_MS : 0;
      const schedule = new CfnSchedule(this, `Delete-${stackName}`, {
        description: `Deletes the stack ${stackName}`,
        scheduleExpression: 'rate(1 hour)',
        startDate: new Date(removeAt.getTime() + delayMs).toISOString(),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: DELETE_STACK,
          roleArn: role.roleArn,
          input: JSON.stringify({ StackName: stackName }),
          retryPolicy: { maximumRetryAttempts: 0 },
        },
      });
      schedule.node.addDependency(policy);
    }
  }

  #arnOf(stackName: string): string {
    return Arn.format(
      {
        service: 'cloudformation',
        resource: 'stack',
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        resourceName: `${stackName}/*`,
      },
      this,
    );
  }
}
