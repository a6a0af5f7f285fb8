import { SqsServiceError } from './errors.ts';
import { queueNameOfArn } from './queue-address.ts';

/** After `maxReceiveCount` receives, a message is moved to the queue named `deadLetterQueue`. */
export interface RedrivePolicy {
  readonly deadLetterQueue: string;
  readonly maxReceiveCount: number;
}

function invalid(text: string, reason: string): SqsServiceError {
  return new SqsServiceError(
    'InvalidParameterValue',
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  );
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: expected JSON.`,
      { cause },
    );
  }
  throw invalid(text, 'expected a JSON object.');
}

/**
 * Parses `{"deadLetterTargetArn":"arn:aws:sqs:…","maxReceiveCount":3}`. SQS accepts the count, 1 to
 * 1,000, as a number or as text. Empty text means no policy.
 * @throws SqsServiceError InvalidParameterValue
 */
export function parseRedrivePolicy(text: string): RedrivePolicy | undefined {
  if (text === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = parseJson(text);
  const deadLetterQueue =
    typeof deadLetterTargetArn === 'string' ? queueNameOfArn(deadLetterTargetArn) : undefined;
  if (deadLetterQueue === undefined) {
    throw invalid(text, `expected a queue's ARN for deadLetterTargetArn.`);
  }
  const count = Number(maxReceiveCount);
  if (maxReceiveCount === '' || !Number.isInteger(count) || count < 1 || count > 1000) {
    throw invalid(text, 'expected an integer from 1 to 1000 for maxReceiveCount.');
  }
  return { deadLetterQueue, maxReceiveCount: count };
}
