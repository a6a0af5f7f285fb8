import type { ModerationLabel } from './moderation-taxonomy.ts';

/** A model that answers DetectModerationLabels. */
export interface ModerationModel {
  /** `ModerationModelVersion`: the model that answers. */
  readonly version: string;
  /**
   * @param bytes an image with a valid header, whose pixels are not decoded yet
   * @throws RekognitionError when the model cannot answer
   */
  detect(bytes: Buffer, signal: AbortSignal): Promise<readonly ModerationLabel[]>;
  /** Ends the process of the model, if it has one. */
  close?(): Promise<void>;
}

/** The version shows that no model has checked the image. */
export const MODERATION_MODEL_VERSION = 'local-none-1.0';

/** Returns no labels: moderation needs a model. */
export const NO_MODERATION: ModerationModel = {
  version: MODERATION_MODEL_VERSION,
  detect: async () => [],
};

/** The version shows that a test has scripted the labels. */
export const SCRIPTED_MODERATION_MODEL_VERSION = 'local-scripted-1.0';

/** For tests: returns the labels of an image. */
export type ModerationLabels = (bytes: Uint8Array) => readonly ModerationLabel[];

export function scriptedModeration(script: ModerationLabels): ModerationModel {
  return {
    version: SCRIPTED_MODERATION_MODEL_VERSION,
    detect: async (bytes) => script(bytes),
  };
}
