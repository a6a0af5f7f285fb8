import { Stack } from 'aws-cdk-lib';
import type { VpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';

/** Calls that an endpoint allows although they refer to no resource of our account. */
export interface OutsideOurAccount {
  readonly actions: readonly string[];
  /** Resources that AWS owns; by default `*`, for calls without a resource. */
  readonly resources?: readonly string[];
  /** True if AWS signs the calls, and not an identity of our account. */
  readonly isByAnybody?: boolean;
}

/**
 * Restricts an endpoint to calls by identities of our account on resources of our account, and to
 * the listed other calls. Nothing in the network can use it with credentials of another account, or
 * send data to another account.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 */
export function restrictEndpoint(endpoint: VpcEndpoint, besides?: OutsideOurAccount): void {
  const { account } = Stack.of(endpoint);
  const ours = { 'aws:PrincipalAccount': account };
  endpoint.addToPolicy(
    new PolicyStatement({
      principals: [new StarPrincipal()],
      actions: ['*'],
      resources: ['*'],
      conditions: { StringEquals: { ...ours, 'aws:ResourceAccount': account } },
    }),
  );
  if (besides === undefined) return;
  endpoint.addToPolicy(
    new PolicyStatement({
      principals: [new StarPrincipal()],
      actions: [...besides.actions],
      resources: [...(besides.resources ?? ['*'])],
      ...(besides.isByAnybody !== true && { conditions: { StringEquals: ours } }),
    }),
  );
}
