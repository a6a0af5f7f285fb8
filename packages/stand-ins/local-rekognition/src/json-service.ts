import {
  type CommonError,
  type CreateCommonError,
  injectFault,
  type JsonObject,
  type JsonService,
  operationOfTarget,
} from '@miniatura/local-service';
import { detectLabels } from './detect-labels.ts';
import { detectModerationLabels } from './detect-moderation-labels.ts';
import { RekognitionError, type RekognitionErrorCode } from './errors.ts';
import type { Fault, OperationName } from './faults.ts';
import type { Models } from './models.ts';

type Operation = (fields: JsonObject, models: Models, signal: AbortSignal) => Promise<JsonObject>;

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  DetectLabels: (fields, { labelModel }, signal) => detectLabels(fields, labelModel, signal),
  DetectModerationLabels: (fields, { moderationModel }, signal) =>
    detectModerationLabels(fields, moderationModel, signal),
};

/**
 * Larger than the limit of images, so that a too large image is rejected with Rekognition's error.
 */
const MAX_REQUEST_BYTE_COUNT = 64 * 1024 * 1024;

const COMMON_ERROR_CODES: Readonly<Record<CommonError, RekognitionErrorCode>> = {
  'web-page': 'AccessDeniedException',
  'wrong-protocol': 'UnknownOperationException',
  'unknown-operation': 'UnknownOperationException',
  'too-large': 'ImageTooLargeException',
  'not-json': 'SerializationException',
  'internal-error': 'InternalServerError',
};

const createCommonError: CreateCommonError<RekognitionError> = (kind, message, options) =>
  new RekognitionError(COMMON_ERROR_CODES[kind], message, options);

export interface JsonServiceOptions extends Models {
  /** Called for every call. Returns the fault to inject. */
  readonly onCall: (operation: OperationName) => Fault | undefined;
}

/** Rekognition's JSON protocol. */
export function createJsonService(
  options: JsonServiceOptions,
): JsonService<OperationName, RekognitionError> {
  return {
    contentType: 'application/x-amz-json-1.1',
    maxRequestByteCount: MAX_REQUEST_BYTE_COUNT,
    operationOf: (request) =>
      operationOfTarget(request, {
        targetPrefix: 'RekognitionService.',
        operations: OPERATIONS,
        createCommonError,
      }),
    answer: async ({ operation, fields, signal }) => {
      const fault = options.onCall(operation);
      const isDropped = await injectFault(fault, { ErrorClass: RekognitionError, signal });
      return isDropped ? undefined : OPERATIONS[operation](fields, options, signal);
    },
    createCommonError,
    describeError: ({ code, message }) => ({
      fields: { __type: code, Code: code, Message: message },
    }),
  };
}
