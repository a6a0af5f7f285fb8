import { corrupt, unsupportedFeature } from '../errors.ts';
import { ALLOWED_MEDIA_TYPES, type MediaType, sniffMediaType } from '../media-type.ts';
import type { Inspection } from '../read-dimensions.ts';
import { readHeader } from '../sharp-pixels.ts';
import type { Still } from '../still.ts';
import { readDataUrl } from './data-url.ts';

const MEDIA_TYPE = 'image/svg+xml';

export type PrepareStill = (bytes: Uint8Array, mediaType: MediaType) => Promise<Still>;

/**
 * Inspects the images in a drawing. They are decoded like other images, because the renderer skips
 * what it cannot decode and ignores profiles and orientations.
 * @param urls `data:` URLs
 * @returns inspections by URL, without spaces
 * @throws ImageError `corrupt` or `unsupported-feature`
 */
export async function inspectEmbedded(
  urls: Iterable<string>,
  prepareStill: PrepareStill,
): Promise<Map<string, Inspection>> {
  const images = new Map<string, Inspection>();
  for (const url of urls) {
    const key = withoutSpaces(url);
    if (!images.has(key)) images.set(key, await inspectUrl(url, prepareStill));
  }
  return images;
}

async function inspectUrl(url: string, prepareStill: PrepareStill): Promise<Inspection> {
  const bytes = readDataUrl(url);
  if (!bytes) throw corrupt(MEDIA_TYPE, undefined, 'an embedded image that cannot be read');
  const sniffed = sniffMediaType(bytes);
  const mediaType = ALLOWED_MEDIA_TYPES.find((allowed) => allowed === sniffed);
  if (mediaType === undefined || mediaType === MEDIA_TYPE) {
    throw unsupportedFeature(MEDIA_TYPE, `SVG with an embedded ${sniffed ?? 'unknown image'}`);
  }
  const still = await prepareStill(bytes, mediaType);
  return { mediaType, still, header: still.header ?? (await readHeader(still)), frameCount: 1 };
}

/** @param replacements by URL without spaces */
export function replaceImages(text: string, replacements: ReadonlyMap<string, string>): string {
  return replacements.size === 0
    ? text
    : text.replace(/(["'])(\s*data:[^"'<>]*)\1/gi, (attribute, quote: string, url: string) => {
        const replacement = replacements.get(withoutSpaces(url));
        return replacement === undefined ? attribute : quote + replacement + quote;
      });
}

/** Removes spaces, which may be written as references such as `&#10;`. */
export function withoutSpaces(url: string): string {
  return url.replace(/&#(?:x0*[9ad]|0*(?:9|10|13|32));|\s/gi, '');
}
