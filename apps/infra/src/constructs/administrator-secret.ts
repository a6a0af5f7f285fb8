import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges that an administrator's password is not rotated on a schedule. */
export function acknowledgeFixedPassword(owner: IConstruct): void {
  Validations.of(owner).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'Only deployments use the password, and only within AWS; a function that rotates it ' +
      'would need permanent access to the network.',
  });
}
