export { firstCalls } from '@miniatura/local-service';
export { LOCAL_MODEL_ID } from './converse.ts';
export { BEDROCK_ERRORS, BedrockError } from './errors.ts';
export type { BedrockErrorCode } from './errors.ts';
export type { Call, Fault, Faults } from './faults.ts';
export { startLocalBedrock } from './start-local-bedrock.ts';
export type { LocalBedrock, LocalBedrockOptions } from './start-local-bedrock.ts';
