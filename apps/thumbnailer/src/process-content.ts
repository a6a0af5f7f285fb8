import { imageIdOf, renditionKey, type ImageRecord, type Metadata } from '@miniatura/metadata';
import {
  ANALYSIS_RENDITION,
  makeRenditions,
  readDimensions,
  type Limits,
  type Rendition,
  type RenditionSpec,
} from '@miniatura/resize';
import type { MediaType } from '@miniatura/resize/media-type';
import { altTextOf } from './alt-text.ts';
import type { AnalyseImage, PaidCall } from './analyse-image.ts';
import type { DescribeImage } from './describe-image.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import type { AltText, ImageContent, ImageAnalysis } from './image-content.ts';
import { reusedAltText, reusedAnalysis } from './reuse-content.ts';
import type { ThumbnailObjects } from './delete-stale-thumbnails.ts';

export interface ProcessContentDependencies {
  readonly thumbnails: ThumbnailObjects;
  readonly metadata: Metadata;
  readonly analyse: AnalyseImage;
  readonly describe: DescribeImage;
  /** Limits the decoded pixels in memory. */
  readonly pixelMemory: MemoryBudget;
  readonly renditions: readonly RenditionSpec[];
  readonly limits: Limits;
  /** Images of these types are rejected. */
  readonly excludedTypes: readonly MediaType[];
}

export interface HashedBytes {
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Decodes an image, makes its thumbnails and analyses it. If a `twin` with the same bytes exists,
 * its analysis is reused and not paid again.
 * @throws ImageError when the image is rejected
 */
export async function processContent(
  { bytes, sha256 }: HashedBytes,
  twin: ImageRecord | null,
  event: ObjectEvent,
  dependencies: ProcessContentDependencies,
): Promise<ImageContent> {
  const { renditions, analysisRendition, ...facts } = await resize({ bytes, sha256 }, dependencies);
  const enterInLedger = ledgerOf(event, dependencies);
  const analysis =
    twin === null
      ? await dependencies.analyse(analysisRendition, enterInLedger)
      : reusedAnalysis(twin);
  return {
    facts,
    analysis,
    async storeRenditions() {
      const keyed = renditions.map((rendition) => ({ ...rendition, key: keyOf(rendition, event) }));
      await Promise.all(keyed.map((rendition) => dependencies.thumbnails.put(rendition)));
      return keyed;
    },
    async describe() {
      if (twin !== null) return reusedAltText(twin);
      const description = await dependencies.describe(analysisRendition, enterInLedger);
      return description === undefined
        ? labelsAltText(analysis)
        : { ...description, altTextSource: 'model' };
    },
  };
}

/** Makes a sentence from the labels, if there are any. */
export function labelsAltText({ labels }: Pick<ImageAnalysis, 'labels'>): AltText {
  const altText = altTextOf(labels);
  return altText === undefined ? {} : { altText, altTextSource: 'labels' };
}

function ledgerOf({ bucket, key }: ObjectEvent, { metadata }: ProcessContentDependencies) {
  const imageId = imageIdOf(bucket, key);
  return (call: PaidCall) => metadata.recordAnalysisCall({ imageId, ...call });
}

/** Makes all renditions with one decode. The rendition for label detection is not stored. */
async function resize(
  { bytes, sha256 }: HashedBytes,
  { limits, excludedTypes, renditions, pixelMemory }: ProcessContentDependencies,
) {
  const { decodedByteCount } = await readDimensions(bytes, limits, excludedTypes);
  const made = await pixelMemory.run(decodedByteCount, () =>
    makeRenditions(bytes, {
      ...{ limits, excludedTypes, sha256 },
      renditions: [ANALYSIS_RENDITION, ...renditions],
    }),
  );
  const [analysisRendition, ...kept] = made.renditions;
  return { ...made, renditions: kept, analysisRendition: analysisRendition as Rendition };
}

function keyOf({ name, mediaType }: Rendition, { bucket, key, sequencer }: ObjectEvent): string {
  const fileName = `${name}.${mediaType.slice('image/'.length)}`;
  return renditionKey({ imageId: imageIdOf(bucket, key), sequencer, fileName });
}
