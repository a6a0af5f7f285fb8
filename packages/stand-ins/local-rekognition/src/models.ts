import type { LabelModel } from './label-model.ts';
import type { ModerationModel } from './moderation-model.ts';

/** What answers. */
export interface Models {
  readonly labelModel: LabelModel;
  readonly moderationModel: ModerationModel;
}
