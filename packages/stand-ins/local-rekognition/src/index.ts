export { firstCalls } from '@miniatura/local-service';
export { chooseModels, describeModels, ModelChoiceError, MODERATIONS } from './choose-models.ts';
export type { ChosenModels, ModelChoice, Moderation } from './choose-models.ts';
export { DEMO_MODEL_VERSION, DEMO_SCRIPT } from './demo-script.ts';
export { REKOGNITION_ERRORS, RekognitionError } from './errors.ts';
export type { RekognitionErrorCode } from './errors.ts';
export { OPERATION_NAMES } from './faults.ts';
export type { Call, Fault, Faults, OperationName } from './faults.ts';
export type { DetectedLabels, Label, LabelModel } from './label-model.ts';
export { MODEL_OPTIONS, modelChoiceOf } from './model-options.ts';
export type { ModelOptionValues } from './model-options.ts';
export type { VisionEndpoint } from '@miniatura/local-vision';
export type { Models } from './models.ts';
export {
  MODERATION_MODEL_VERSION,
  SCRIPTED_MODERATION_MODEL_VERSION,
  scriptedModeration,
} from './moderation-model.ts';
export type { ModerationLabels, ModerationModel } from './moderation-model.ts';
export type { ModerationLabel } from './moderation-taxonomy.ts';
export { NsfwjsMissingError } from './nsfwjs-packages.ts';
export { LABEL_MODEL_VERSION } from './pixel-labels.ts';
export { startLocalRekognition } from './start-local-rekognition.ts';
export type {
  CallCount,
  LocalRekognition,
  LocalRekognitionOptions,
} from './start-local-rekognition.ts';
