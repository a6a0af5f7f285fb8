#!/usr/bin/env bash
# aws-cdk-lib 2.276.0: `authFlows: {}` of a user pool's client has another meaning than `{ userSrp: false }`.
#
# Guess: each flow is false by default, so that both objects allow only what CDK adds: to refresh tokens.
# Seen: the empty object writes no ExplicitAuthFlows. Cognito's defaults then apply, which also allow SRP and custom
#   flows. One flow that is set to false writes the list with ALLOW_REFRESH_TOKEN_AUTH alone.
# Here: apps/infra sets one flow to false; `test/promises.test.ts` requires the list.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null

cat >probe.mjs <<'PROBE'
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';

function flowsWith(authFlows) {
  const stack = new Stack(new App(), 'stack');
  new UserPoolClient(stack, 'client', { userPool: new UserPool(stack, 'pool'), authFlows });
  const [client] = Object.values(
    Template.fromStack(stack).findResources('AWS::Cognito::UserPoolClient'),
  );
  return client.Properties.ExplicitAuthFlows;
}

const empty = flowsWith({});
const one = flowsWith({ userSrp: false });
console.log(`{}: ${empty}, { userSrp: false }: ${one}`);
process.exitCode = empty === undefined && one?.join() === 'ALLOW_REFRESH_TOKEN_AUTH' ? 0 : 1;
PROBE

echo 'aws-cdk-lib 2.276.0'
node probe.mjs
