import type { IncomingMessage } from 'node:http';
import {
  type CommonError,
  type CreateCommonError,
  injectFault,
  type JsonService,
} from '@miniatura/local-service';
import { converse } from './converse.ts';
import type { DescriptionModel } from './description-model.ts';
import { BedrockError, type BedrockErrorCode } from './errors.ts';
import type { Fault } from './faults.ts';

/** Large enough for several images of the maximum size in base64. */
const MAX_REQUEST_BYTE_COUNT = 32 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, BedrockErrorCode>> = {
  'web-page': 'AccessDeniedException',
  'wrong-protocol': 'UnknownOperationException',
  'unknown-operation': 'UnknownOperationException',
  'too-large': 'ValidationException',
  'not-json': 'ValidationException',
  'internal-error': 'InternalServerException',
};

const createCommonError: CreateCommonError<BedrockError> = (kind, message, options) =>
  new BedrockError(COMMON_ERROR_CODES[kind], message, options);

function modelIdOf({ method, url = '' }: IncomingMessage): string {
  const [, modelId] = /^\/model\/([^/]+)\/converse$/.exec(url) ?? [];
  if (modelId !== undefined) return decoded(modelId);
  throw createCommonError(
    'unknown-operation',
    `Expected POST /model/MODEL/converse but received ${method} ${url}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    const message = `Expected percent-encoded UTF-8 for the model but received ${text}`;
    throw createCommonError('not-json', message, { cause });
  }
}

/**
 * Bedrock's REST protocol. The operation is the model's id.
 * @param model answers the calls
 * @param onCall is called for every call and returns the fault to inject
 */
export function createJsonService(
  model: DescriptionModel,
  onCall: (modelId: string) => Fault | undefined,
): JsonService<string, BedrockError> {
  return {
    contentType: 'application/json',
    maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
    operationOf: modelIdOf,
    answer: async ({ operation: modelId, fields, signal }) => {
      const isDropped = await injectFault(onCall(modelId), { ErrorClass: BedrockError, signal });
      return isDropped ? undefined : converse(model, { modelId, fields, signal });
    },
    createCommonError,
    describeError: ({ code, message }) => ({
      headers: { 'x-amzn-errortype': code },
      fields: { message },
    }),
  };
}
