import { Option } from 'commander';
import { VISION_API_KEY_VARIABLE, type VisionInput } from './vision-settings.ts';

/** Options for commander: the endpoint, the model, and whether images may leave the machine. */
export const VISION_OPTIONS: readonly Option[] = [
  new Option(
    '--vision-url <url>',
    `OpenAI-compatible endpoint, such as Ollama's http://127.0.0.1:11434/v1; a key is read from ${VISION_API_KEY_VARIABLE}`,
  ),
  new Option('--vision-model <name>', 'vision model to use there, such as llava'),
  new Option(
    '--vision-allow-remote',
    'allow --vision-url on another machine: every image is sent to it',
  ),
];

/** The values that commander parses. */
export interface VisionOptionValues {
  readonly visionUrl?: string;
  readonly visionModel?: string;
  readonly visionAllowRemote?: true;
}

export function visionInputOf(
  { visionUrl, visionModel, visionAllowRemote }: VisionOptionValues,
  apiKey: string | undefined,
): VisionInput {
  return {
    url: visionUrl,
    model: visionModel,
    isRemoteAllowed: visionAllowRemote ?? false,
    apiKey,
  };
}
