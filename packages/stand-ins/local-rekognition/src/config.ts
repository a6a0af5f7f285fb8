import { VISION_API_KEY_VARIABLE } from '@miniatura/local-vision';

/** Reads the API key of the vision endpoint, which is optional. */
export const visionApiKey = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined => environment[VISION_API_KEY_VARIABLE];
