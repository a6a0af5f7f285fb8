import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { LOCAL_ACCOUNT_ID } from './queue-address.ts';

export interface LambdaContextOptions {
  readonly functionName: string;
  readonly functionTimeoutMs: number;
  readonly region: string;
}

function rejectCallback(): never {
  throw new TypeError(
    'Expected the handler to return a promise, not to call done, fail or succeed.',
  );
}

/** Creates a context like that of Lambda, for one invocation that starts now. */
export function createLambdaContext({
  functionName,
  functionTimeoutMs,
  region,
}: LambdaContextOptions): Context {
  const deadlineMs = performance.now() + functionTimeoutMs;
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${LOCAL_ACCOUNT_ID}:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: '1769',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadlineMs - performance.now())),
    done: rejectCallback,
    fail: rejectCallback,
    succeed: rejectCallback,
  };
}
