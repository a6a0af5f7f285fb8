import { Duration, Validations } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Alias, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Fault, ReleaseOptions } from './node-function.ts';

export interface ReleaseProps extends ReleaseOptions {
  readonly released: LambdaFunction;
}

const CODE_DEPLOY_POLICY = 'service-role/AWSCodeDeployRoleForLambdaLimited';

/**
 * The alias `live` of a function. In a stage with gradual releases, CodeDeploy sends a tenth of the
 * calls to a new version for five minutes, and rolls back if an alarm is raised.
 */
export class Release extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, { released, isGradual, fault }: ReleaseProps) {
    super(scope, id);
    this.alias = new Alias(this, 'Live', {
      aliasName: 'live',
      version: released.currentVersion,
    });
    if (!isGradual) return;
    const errors: Fault = {
      metric: this.alias.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 0,
    };
    const faults = { Errors: errors, ...(fault && { Faults: fault }) };
    const { role } = new LambdaDeploymentGroup(this, 'Deployment', {
      alias: this.alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: Object.entries(faults).map(([name, each]) => this.#alarm(name, each)),
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${CODE_DEPLOY_POLICY}]`,
      reason: 'AWS maintains the permissions of CodeDeploy on functions and aliases.',
    });
  }

  /**
   * Creates an alarm that rolls back and notifies nobody: the stage has separate alarms for that.
   */
  #alarm(name: string, { metric, threshold }: Fault): Alarm {
    return metric.createAlarm(this, name, {
      threshold,
      alarmDescription: 'A release fails: CodeDeploy rolls back to the previous version.',
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
