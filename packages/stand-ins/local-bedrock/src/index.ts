export { firstCalls } from '@miniatura/local-service';
export type { DescriptionModel, ModelAnswer, Prompt, PromptImage } from './description-model.ts';
export { BEDROCK_ERRORS, BedrockError } from './errors.ts';
export type { BedrockErrorCode } from './errors.ts';
export type { Call, Fault, Faults } from './faults.ts';
export { startLocalBedrock } from './start-local-bedrock.ts';
export type { LocalBedrock, LocalBedrockOptions } from './start-local-bedrock.ts';
export { LOCAL_MODEL_ID, PIXEL_SENTENCES } from './pixel-sentences.ts';
export { visionDescriptions } from './vision-descriptions.ts';
