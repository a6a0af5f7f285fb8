import type { IncomingMessage } from 'node:http';
import type { CreateCommonError, ServiceError } from './errors.ts';

export interface TargetOptions<Name extends string> {
  /** The part of X-Amz-Target before the operation's name, such as `AmazonSQS.`. */
  readonly targetPrefix: string;
  /** The operations by name. */
  readonly operations: Readonly<Record<Name, unknown>>;
  readonly createCommonError: CreateCommonError<ServiceError>;
}

/** Returns the name of the operation in X-Amz-Target. @throws the service's `unknown-operation` */
export function operationOfTarget<Name extends string>(
  { headers }: IncomingMessage,
  { targetPrefix, operations, createCommonError }: TargetOptions<Name>,
): Name {
  const { 'x-amz-target': target = '' } = headers;
  const names = Object.keys(operations).sort() as Name[];
  const operation = names.find((name) => target === targetPrefix + name);
  if (operation !== undefined) return operation;
  throw createCommonError(
    'unknown-operation',
    `Expected one of ${names.join(', ')} for X-Amz-Target but received '${String(target)}'`,
  );
}
