import {
  type DescriptionModel,
  PIXEL_SENTENCES,
  visionDescriptions,
} from '@miniatura/local-bedrock';
import {
  chooseModels,
  type ChosenModels,
  MODEL_OPTIONS,
  modelChoiceOf,
  type ModelOptionValues,
  type VisionEndpoint,
} from '@miniatura/local-rekognition';
import { Option } from 'commander';
import { ALT_TEXTS, type AltTextOption } from './alt-text-option.ts';

/** Options for commander that select the models for labels, moderation and alt texts. */
export const LOCAL_MODEL_OPTIONS: readonly Option[] = [
  ...MODEL_OPTIONS,
  new Option(
    '--alt-text <source>',
    'source of alt texts: labels, or bedrock (a stand-in on this machine). By default the ' +
      'model of --vision-url, or labels without it',
  ).choices(ALT_TEXTS),
];

/** The values that commander parses. */
export interface LocalModelValues extends ModelOptionValues {
  readonly altText?: AltTextOption;
}

/** The models for labels, moderation and alt texts on this laptop. */
export interface LocalModels extends ChosenModels {
  readonly isDemo: boolean;
  readonly vision: VisionEndpoint | undefined;
  /** Writes the alt texts. Without it they are made from labels. */
  readonly descriptionModel: DescriptionModel | undefined;
}

/** @throws VisionSettingsError, ModelChoiceError, NsfwjsMissingError */
export function localModelsOf(
  { altText, ...values }: LocalModelValues,
  visionApiKey: string | undefined,
): LocalModels {
  const choice = modelChoiceOf(values, visionApiKey);
  const { isDemo, vision } = choice;
  const describing = vision === undefined ? PIXEL_SENTENCES : visionDescriptions(vision);
  const source = altText ?? (vision === undefined ? 'labels' : 'bedrock');
  return {
    ...chooseModels(choice),
    ...{ isDemo, vision },
    descriptionModel: source === 'labels' ? undefined : describing,
  };
}
