import { VISION_API_KEY_VARIABLE } from '@miniatura/local-vision';

/** Reads the API key of the vision endpoint, which is optional. */
export function visionApiKey(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return environment[VISION_API_KEY_VARIABLE];
}
