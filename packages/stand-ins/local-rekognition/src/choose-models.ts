import type { VisionEndpoint } from '@miniatura/local-vision';
import { DEMO_LABELS, DEMO_MODERATION } from './demo-script.ts';
import type { LabelModel } from './label-model.ts';
import type { Models } from './models.ts';
import { type ModerationModel, NO_MODERATION } from './moderation-model.ts';
import { nsfwjsModeration } from './nsfwjs-moderation.ts';
import { PIXEL_LABELS } from './pixel-labels.ts';
import { visionLabels, visionModeration } from './vision-labels.ts';

/** The moderation models that can be selected. */
export const MODERATIONS = ['none', 'nsfwjs', 'vision'] as const;
export type Moderation = (typeof MODERATIONS)[number];

export interface ModelChoice {
  /** Uses scripted labels where no other model is selected. */
  readonly isDemo: boolean;
  /** Detects labels when it is defined. */
  readonly vision: VisionEndpoint | undefined;
  readonly moderation: Moderation | undefined;
}

/** The choice contradicts itself. */
export class ModelChoiceError extends Error {
  override readonly name = 'ModelChoiceError';
  readonly code = 'invalid-model-choice';
}

export interface ChosenModels extends Models {
  /** Ends the processes of the models. */
  close(): Promise<void>;
}

/** Creates the selected models. @throws ModelChoiceError, NsfwjsMissingError */
export function chooseModels(choice: ModelChoice): ChosenModels {
  const moderationModel = moderationOf(choice);
  return {
    labelModel: labelsOf(choice),
    moderationModel,
    close: async () => moderationModel.close?.(),
  };
}

function labelsOf({ isDemo, vision }: ModelChoice): LabelModel {
  if (vision !== undefined) return visionLabels(vision);
  return isDemo ? DEMO_LABELS : PIXEL_LABELS;
}

function moderationOf({ isDemo, vision, moderation }: ModelChoice): ModerationModel {
  if (moderation === undefined) return isDemo ? DEMO_MODERATION : NO_MODERATION;
  if (moderation === 'none') return NO_MODERATION;
  if (moderation === 'nsfwjs') return nsfwjsModeration();
  if (vision !== undefined) return visionModeration(vision);
  throw new ModelChoiceError(
    'Expected --vision-url and --vision-model with --moderation vision but received neither',
  );
}

/** One line per model with its version. */
export function describeModels({ labelModel, moderationModel }: Models): readonly string[] {
  return [`labels by ${labelModel.version}`, `moderation by ${moderationModel.version}`];
}
