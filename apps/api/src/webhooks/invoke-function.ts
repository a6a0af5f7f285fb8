import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import type { InvokeDeliveries } from './deliveries-client.ts';

/**
 * Each call at the same time occupies an execution environment and a connection to the database.
 */
const CALLS_AT_ONCE = 4;

/**
 * Invokes a Lambda function and waits for its answer.
 * @param functionName the name or the ARN, with the alias
 */
export function invokeFunction(lambda: LambdaClient, functionName: string): InvokeDeliveries {
  const limit = pLimit(CALLS_AT_ONCE);
  return (request) =>
    limit(async () => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
      );
      const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
      if (FunctionError !== undefined) throw new FunctionFailedError(request.action, answer);
      return answer;
    });
}

/** The invoked function has failed: its own log has the details. */
class FunctionFailedError extends Error {
  override readonly name = 'FunctionFailedError';

  constructor(action: string, answer: unknown) {
    const { errorType, errorMessage } = (answer ?? {}) as Readonly<Record<string, unknown>>;
    super(
      `Expected the result of ${action} but received ${String(errorType)}: ${String(errorMessage)}`,
    );
  }
}
