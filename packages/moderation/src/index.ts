export {
  InvalidPolicyError,
  MODERATION_ERROR_CODES,
  ReviewConflictError,
  UnknownImageError,
} from './errors.ts';
export type { ModerationErrorCode } from './errors.ts';
export { judgeModeration } from './judge-moderation.ts';
export type { Judgement } from './judge-moderation.ts';
export {
  DEFAULT_MODERATION_POLICY,
  loadModerationPolicy,
  parseModerationPolicy,
} from './moderation-policy.ts';
export type { ModerationPolicy, ModerationRule } from './moderation-policy.ts';
export { removeQuarantinedImage } from './quarantine-image.ts';
export type { ModerationDependencies } from './quarantine-image.ts';
export {
  imageIdOfQuarantineKey,
  isQuarantineKey,
  QUARANTINE_PREFIX,
  quarantineKey,
  quarantinePrefix,
} from './quarantine-key.ts';
export { QUARANTINE_STATES, quarantineStateOf } from './quarantine-state.ts';
export type { QuarantineState } from './quarantine-state.ts';
export { remoderate, REMODERATIONS } from './remoderate.ts';
export type { RemoderatedImage, RemoderateOptions, Remoderation } from './remoderate.ts';
export { reviewImage } from './review-image.ts';
export type { ReviewedImage } from './review-image.ts';
export { s3Quarantine } from './s3-quarantine.ts';
export { syncQuarantine } from './sync-quarantine.ts';
export type { OriginalObject, QuarantineObjects } from './sync-quarantine.ts';
