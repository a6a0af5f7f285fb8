import { ROLES } from '@miniatura/warehouse';
import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allowOnAllResources } from './node-function.ts';
import {
  OWN_STATEMENT_ACTIONS,
  OWN_STATEMENTS,
  STATEMENT_ACTIONS,
  type Warehouse,
} from './warehouse.ts';

export interface AnalystRoleProps {
  readonly roleName: string;
  readonly warehouse: Warehouse;
}

const SESSION_HOURS = 8;
const QUERY_EDITOR_POLICY = 'AmazonRedshiftQueryEditorV2NoSharing';

/**
 * Actions of the Data API that list schemas and tables, and those with which the query editor
 * connects.
 */
const BROWSING_ACTIONS = [
  'redshift-data:DescribeTable',
  'redshift-data:ListDatabases',
  'redshift-data:ListSchemas',
  'redshift-data:ListTables',
  'redshift-serverless:GetCredentials',
  'redshift-serverless:GetWorkgroup',
];

/**
 * The IAM role that analysts assume to query the warehouse, by the Data API or by query editor v2.
 * Redshift grants a session of this role the database roles that its tag names: the analysts' role.
 * Identities of the account can assume it if their own policies allow that.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-federated-db-roles.html
 */
export class AnalystRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { roleName, warehouse }: AnalystRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      roleName,
      description: 'Analysts, who query the views of the warehouse',
      assumedBy: new AccountPrincipal(Stack.of(this).account),
      maxSessionDuration: Duration.hours(SESSION_HOURS),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(QUERY_EDITOR_POLICY)],
    });
    Tags.of(this.role).add('RedshiftDbRoles', ROLES.analyst);
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${QUERY_EDITOR_POLICY}]`,
      reason: 'AWS maintains the permissions of its query editor.',
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...STATEMENT_ACTIONS, ...BROWSING_ACTIONS],
        resources: [warehouse.workgroup.attrWorkgroupWorkgroupArn],
      }),
    );
    allowOnAllResources(this.role, 'OwnStatements', {
      actions: OWN_STATEMENT_ACTIONS,
      reason: 'Statements have no ARN; the condition limits each session to its own.',
      conditions: OWN_STATEMENTS,
    });
  }
}
