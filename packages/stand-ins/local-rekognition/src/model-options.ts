import { Option } from 'commander';
import {
  connectVision,
  parseVisionSettings,
  VISION_OPTIONS,
  visionInputOf,
  type VisionOptionValues,
} from '@miniatura/local-vision';
import { MODERATIONS, type ModelChoice, type Moderation } from './choose-models.ts';

/** For commander: who answers. */
export const MODEL_OPTIONS: readonly Option[] = [
  new Option('--demo', 'script labels and moderation labels by the colour of a picture'),
  new Option(
    '--moderation <model>',
    'who moderates: none; nsfwjs, which is installed apart; or vision, the model of --vision-url',
  ).choices(MODERATIONS),
  ...VISION_OPTIONS,
];

/** What commander makes of them. */
export interface ModelOptionValues extends VisionOptionValues {
  readonly demo?: true;
  readonly moderation?: Moderation;
}

/**
 * The choice that the options make. The endpoint is not asked yet.
 * @throws VisionSettingsError
 */
export const modelChoiceOf = (
  { demo, moderation, ...visionValues }: ModelOptionValues,
  apiKey: string | undefined,
): ModelChoice => {
  const settings = parseVisionSettings(visionInputOf(visionValues, apiKey));
  const vision = settings && connectVision(settings);
  return { isDemo: demo ?? false, moderation, vision };
};
