import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import type { VpcEndpoint } from 'aws-cdk-lib/aws-ec2';

/** What may be called although no resource of our account is named. */
export interface OutsideOurAccount {
  readonly actions: readonly string[];
  /** Resources that AWS owns; all where the calls name none. */
  readonly resources?: readonly string[];
}

/**
 * Lets an endpoint pass what identities of our account do with resources of our account, and named
 * calls besides. So nothing that is found in the network, neither credentials nor data, gets into
 * another account's hands by it.
 *
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
      conditions: { StringEquals: ours },
    }),
  );
}
