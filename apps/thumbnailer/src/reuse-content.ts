import { factsOfBytes, imageIdOf, renditionKey, type ImageRecord } from '@miniatura/metadata';
import { renditionFingerprint, type RenditionSpec } from '@miniatura/resize';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import type { AltText, ImageContent, ImageAnalysis, ContentFacts } from './image-content.ts';
import type { ThumbnailObjects } from './delete-stale-thumbnails.ts';

interface ReuseContentDependencies {
  readonly thumbnails: Pick<ThumbnailObjects, 'copy'>;
  readonly renditions: readonly RenditionSpec[];
}

/**
 * Reuses an image with the same bytes, its twin: nothing is decoded or paid. S3 copies the
 * thumbnails. They are not shared, because an image's thumbnails are deleted by prefix when it is
 * removed or expires.
 *
 * @param make makes the image when there are no thumbnails to copy
 * @returns undefined when the twin's row lacks a field of processed images
 */
export function reuseContent(
  twin: ImageRecord,
  event: ObjectEvent,
  dependencies: ReuseContentDependencies,
  make: () => Promise<ImageContent>,
): ImageContent | undefined {
  const facts = factsOf(twin);
  if (facts === undefined) return undefined;
  return {
    facts,
    analysis: reusedAnalysis(twin),
    describe: async () => reusedAltText(twin),
    async storeRenditions() {
      const copies = hasRenditions(twin, dependencies.renditions)
        ? await copyRenditions(twin, event, dependencies)
        : undefined;
      return copies ?? (await make()).storeRenditions();
    },
  };
}

/** The labels of the twin. */
export function reusedAnalysis(twin: ImageRecord): ImageAnalysis {
  const { imageId, analysisStatus, analysisDetail: detail, labels, moderationLabels } = twin;
  return analysisStatus === 'skipped'
    ? { status: 'skipped', detail, labels, moderationLabels }
    : { status: 'reused', detail: `Labels of image ${imageId}`, labels, moderationLabels };
}

export function reusedAltText({ altText, altTextSource, altTextModel }: ImageRecord): AltText {
  return { altText, altTextSource, altTextModel };
}

function factsOf(twin: ImageRecord): ContentFacts | undefined {
  const { sha256, mediaType, byteCount, width, height, frameCount } = twin;
  if (sha256 === null || mediaType === null || byteCount === null) return undefined;
  if (width === null || height === null || frameCount === null) return undefined;
  return { ...factsOfBytes(twin), sha256, mediaType, byteCount, width, height, frameCount };
}

/** A quarantined twin has no thumbnails, and those of an older one may have other settings. */
const hasRenditions = (twin: ImageRecord, specs: readonly RenditionSpec[]): boolean =>
  twin.renditions.length === specs.length &&
  twin.renditionFingerprint === renditionFingerprint(specs);

/** Returns undefined when the twin's thumbnails are deleted meanwhile. */
async function copyRenditions(
  { renditions }: ImageRecord,
  event: ObjectEvent,
  { thumbnails }: ReuseContentDependencies,
) {
  const copied = await Promise.all(
    renditions.map(async (rendition) => {
      const key = keyOfCopy(rendition.key, event);
      const isThere = await thumbnails.copy({ from: rendition.key, to: key });
      return isThere ? [{ ...rendition, key }] : [];
    }),
  );
  return copied.every((copy) => copy.length > 0) ? copied.flat() : undefined;
}

function keyOfCopy(from: string, { bucket, key, sequencer }: ObjectEvent): string {
  const fileName = from.slice(from.lastIndexOf('/') + 1);
  return renditionKey({ imageId: imageIdOf(bucket, key), sequencer, fileName });
}
