import { factsOfBytes, imageIdOf, renditionKey, type ImageRecord } from '@miniatura/metadata';
import { renditionFingerprint, type RenditionSpec } from '@miniatura/resize';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import type { AltText, Picture, PictureAnalysis, PictureFacts } from './picture.ts';
import type { ThumbnailObjects } from './sweep-thumbnails.ts';

interface ReusePictureDependencies {
  readonly thumbnails: Pick<ThumbnailObjects, 'copy'>;
  readonly renditions: readonly RenditionSpec[];
}

/**
 * A picture whose bytes are known from another image, its twin: nothing is decoded, and nothing paid
 * for. The thumbnails are copied, by S3 itself, because an image's own are deleted by its prefix when
 * it is removed or expires: shared ones would go with the first of their images.
 *
 * @param make makes the picture anew, where there are no thumbnails to copy
 * @returns undefined where the twin's row lacks what every processed picture has
 */
export function reusePicture(
  twin: ImageRecord,
  event: ObjectEvent,
  dependencies: ReusePictureDependencies,
  make: () => Promise<Picture>,
): Picture | undefined {
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

/** The labels of the same bytes. */
export function reusedAnalysis(twin: ImageRecord): PictureAnalysis {
  const { imageId, analysisStatus, analysisDetail: detail, labels, moderationLabels } = twin;
  return analysisStatus === 'skipped'
    ? { status: 'skipped', detail, labels, moderationLabels }
    : { status: 'reused', detail: `Labels of image ${imageId}`, labels, moderationLabels };
}

export function reusedAltText({ altText, altTextSource, altTextModel }: ImageRecord): AltText {
  return { altText, altTextSource, altTextModel };
}

function factsOf(twin: ImageRecord): PictureFacts | undefined {
  const { sha256, mediaType, byteCount, width, height, frameCount } = twin;
  if (sha256 === null || mediaType === null || byteCount === null) return undefined;
  if (width === null || height === null || frameCount === null) return undefined;
  return { ...factsOfBytes(twin), sha256, mediaType, byteCount, width, height, frameCount };
}

/** A twin in quarantine has none, and one of before may have been made by other settings. */
const hasRenditions = (twin: ImageRecord, specs: readonly RenditionSpec[]): boolean =>
  twin.renditions.length === specs.length &&
  twin.renditionFingerprint === renditionFingerprint(specs);

/** Undefined where the twin's vanish meanwhile: it may be removed at any moment. */
async function copyRenditions(
  { renditions }: ImageRecord,
  event: ObjectEvent,
  { thumbnails }: ReusePictureDependencies,
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
