import { type ExpectedGrant, on } from './expected-grant.ts';
import type { StageUnderTest } from './stage-under-test.ts';

/**
 * Who does what for the dashboard in QuickSight.
 * @see https://docs.aws.amazon.com/quicksight/latest/user/vpc-creating-a-connection-in-quicksight-console.html
 */
export function dashboardGrants(stage: StageUnderTest): readonly ExpectedGrant[] {
  if (!('dashboards' in stage.deployment.templates)) return [];
  const login = stage.arn('AWS::SecretsManager::Secret', 'analytics/DashboardLogin');
  return [
    {
      role: 'analytics/MigrateWarehouseStep',
      reason: "It sets the password of QuickSight's database user.",
      requests: on(login, 'secretsmanager:GetSecretValue'),
    },
    {
      role: 'dashboards/WarehouseNetworkRole',
      reason: 'QuickSight creates its network interfaces as this role.',
      requests: on(
        '*',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:ModifyNetworkInterfaceAttribute',
      ),
    },
  ];
}
