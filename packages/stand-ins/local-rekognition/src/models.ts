import type { LabelModel } from './label-model.ts';
import type { ModerationModel } from './moderation-model.ts';

/** The models that answer calls. */
export interface Models {
  readonly labelModel: LabelModel;
  readonly moderationModel: ModerationModel;
}
