import {
  connectVision,
  parseVisionSettings,
  VISION_OPTIONS,
  visionInputOf,
  type VisionOptionValues,
} from '@miniatura/local-vision';
import { Option } from 'commander';
import { type ModelChoice, type Moderation, MODERATIONS } from './choose-models.ts';

/** Options for commander that select the models. */
export const MODEL_OPTIONS: readonly Option[] = [
  new Option('--demo', 'return scripted labels and moderation labels by the colour of an image'),
  new Option(
    '--moderation <model>',
    'moderation model: none; nsfwjs, which is installed separately; or vision, the model of --vision-url',
  ).choices(MODERATIONS),
  ...VISION_OPTIONS,
];

/** The values that commander parses. */
export interface ModelOptionValues extends VisionOptionValues {
  readonly demo?: true;
  readonly moderation?: Moderation;
}

/**
 * Converts the options to a choice of models. The endpoint is not called yet.
 * @throws VisionSettingsError
 */
export function modelChoiceOf(
  { demo, moderation, ...visionValues }: ModelOptionValues,
  apiKey: string | undefined,
): ModelChoice {
  const settings = parseVisionSettings(visionInputOf(visionValues, apiKey));
  const vision = settings && connectVision(settings);
  return { isDemo: demo ?? false, moderation, vision };
}
