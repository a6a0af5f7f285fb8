import { Stack } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html */
const CLOUDFRONT_REGION = 'us-east-1';
/** Limit per address and five minutes: far more than a user needs. */
const MAX_REQUESTS_PER_ADDRESS = 2_000;
const MANAGED_RULES = [
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesAmazonIpReputationList',
] as const;

function seenAs(metricName: string) {
  return {
    metricName,
    cloudWatchMetricsEnabled: true,
    // Samples contain addresses and requested paths.
    sampledRequestsEnabled: false,
  };
}

/** Blocks known attacks, and addresses that send too many requests. */
export class PageFirewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (region !== CLOUDFRONT_REGION) {
      throw new Error(
        `Expected region ${CLOUDFRONT_REGION} for a stage with a firewall but received ${region}`,
      );
    }
    this.arn = new CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('page'),
      rules: [
        {
          name: 'limit-each-address',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: { limit: MAX_REQUESTS_PER_ADDRESS, aggregateKeyType: 'IP' },
          },
          visibilityConfig: seenAs('limit-each-address'),
        },
        ...MANAGED_RULES.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
          visibilityConfig: seenAs(name),
        })),
      ],
    }).attrArn;
  }
}
