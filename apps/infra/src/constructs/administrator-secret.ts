import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges that an administrator's password is not rotated on a schedule. */
export function acknowledgeFixedPassword(owner: IConstruct): void {
  Validations.of(owner).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'Only a deployment uses the password, and only from within AWS; a function that rotates it ' +
      'would need a way into the network all the time.',
  });
}
