import { VISION_API_KEY_VARIABLE } from '@miniatura/local-vision';

/** The key of the vision endpoint, if it needs one. */
export const visionApiKey = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined => environment[VISION_API_KEY_VARIABLE];
