import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DASHBOARD_USER } from '../warehouse-users.ts';

/** The user name and password with which QuickSight signs in to the warehouse. */
export class DashboardLogin extends Secret {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'The database user of QuickSight, who reads what analysts read',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: DASHBOARD_USER }),
        generateStringKey: 'password',
        // Redshift accepts neither quotes nor slashes nor @ in passwords.
        excludePunctuation: true,
      },
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Its user only reads what analysts read, and only from within the network; a function that ' +
        'rotates it would need to sign in as the administrator.',
    });
  }
}
