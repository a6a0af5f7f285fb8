export { firstCalls } from '@miniatura/local-service';
export { LABEL_MODEL_VERSION } from './detect-labels.ts';
export {
  MODERATION_MODEL_VERSION,
  SCRIPTED_MODERATION_MODEL_VERSION,
} from './detect-moderation-labels.ts';
export { REKOGNITION_ERRORS, RekognitionError } from './errors.ts';
export type { RekognitionErrorCode } from './errors.ts';
export { OPERATION_NAMES } from './faults.ts';
export type { Call, Fault, Faults, OperationName } from './faults.ts';
export type { ModerationLabel, ModerationLabels } from './moderation-labels.ts';
export { startLocalRekognition } from './start-local-rekognition.ts';
export type {
  CallCount,
  LocalRekognition,
  LocalRekognitionOptions,
} from './start-local-rekognition.ts';
