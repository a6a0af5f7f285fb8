import type { ModerationLabel } from './moderation-taxonomy.ts';

/** What answers DetectModerationLabels. */
export interface ModerationModel {
  /** `ModerationModelVersion`: the model that answers. */
  readonly version: string;
  /**
   * @param bytes a picture whose header was checked, and whose pixels were not decoded
   * @throws RekognitionError, when the model cannot answer
   */
  detect(bytes: Buffer, signal: AbortSignal): Promise<readonly ModerationLabel[]>;
  /** Ends what it runs in, if there is anything. */
  close?(): Promise<void>;
}

/** Says that nobody looked. */
export const MODERATION_MODEL_VERSION = 'local-none-1.0';

/** Finds nothing: pixels alone do not tell what is unsafe. */
export const NO_MODERATION: ModerationModel = {
  version: MODERATION_MODEL_VERSION,
  detect: async () => [],
};

/** Says that a test answers. */
export const SCRIPTED_MODERATION_MODEL_VERSION = 'local-scripted-1.0';

/** For tests: what is found on a picture of these bytes. */
export type ModerationLabels = (bytes: Uint8Array) => readonly ModerationLabel[];

export const scriptedModeration = (script: ModerationLabels): ModerationModel => ({
  version: SCRIPTED_MODERATION_MODEL_VERSION,
  detect: async (bytes) => script(bytes),
});
