import { CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';

/**
 * Gives a log group that expires to the functions of CDK's own custom resources. Lambda would
 * otherwise create one that keeps its logs forever, and CDK's providers have no property for it.
 */
export function expireHelperLogs(stack: Stack, retentionDays: number): void {
  for (const helper of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(helper) || helper instanceof CfnFunction) continue;
    if (helper.cfnResourceType !== CfnFunction.CFN_RESOURCE_TYPE_NAME) continue;
    const logGroup = new LogGroup(helper, 'Logs', {
      retention: retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    helper.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
  }
}
