import {
  type AnalysisStatus,
  type FactOfBytes,
  factsOfBytes,
  imageIdOf,
  type ImageRecord,
  type ImageStore,
  type Label,
  type ProcessedImage,
  renditionKey,
  type RenditionRecord,
} from '@miniatura/metadata';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import {
  ANALYSIS_RENDITION,
  type Limits,
  makeRenditions,
  type Rendition,
  renditionFingerprint,
  type RenditionSpec,
} from '@miniatura/resize';
import type { MediaType } from '@miniatura/resize/media-type';
import { altTextOf } from './alt-text.ts';
import type { AnalyseImage, PaidCall } from './analyse-image.ts';
import type { DescribeImage } from './bedrock-description.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { ThumbnailObjects } from './s3-objects.ts';

/** The facts in the bytes of an image. */
export type ContentFacts = Pick<ProcessedImage, FactOfBytes>;

/** The alt text and its source. */
export type AltText = Pick<ProcessedImage, 'altText' | 'altTextSource' | 'altTextModel'>;

export interface ImageAnalysis {
  readonly status: AnalysisStatus;
  /** Why the analysis was skipped or failed, or whose labels were reused. */
  readonly detail?: string | null;
  readonly labels: readonly Label[];
  readonly moderationLabels: readonly Label[];
}

/** A processed or reused image, ready to be moderated, stored and recorded. */
export interface ImageContent {
  readonly facts: ContentFacts;
  readonly analysis: ImageAnalysis;
  /** Stores the thumbnails under their keys. */
  storeRenditions(): Promise<readonly RenditionRecord[]>;
  describe(): Promise<AltText>;
}

export interface ProcessContentDependencies {
  readonly thumbnails: ThumbnailObjects;
  readonly metadata: ImageStore;
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
 * Reuses the image with the same bytes, if there is one, or makes a new one.
 * @throws ImageError when the image is rejected
 */
export async function processContent(
  hashed: HashedBytes,
  event: ObjectEvent,
  dependencies: ProcessContentDependencies,
): Promise<ImageContent> {
  const duplicate = await dependencies.metadata.findAnalysedBySha256(hashed.sha256);
  const make = () => makeContent(hashed, duplicate, event, dependencies);
  const reused =
    duplicate === null ? undefined : reuseContent(duplicate, event, dependencies, make);
  return reused ?? make();
}

/**
 * Decodes an image, makes its thumbnails and analyses it. If a `duplicate` with the same bytes exists,
 * its analysis is reused and not paid again.
 */
async function makeContent(
  { bytes, sha256 }: HashedBytes,
  duplicate: ImageRecord | null,
  event: ObjectEvent,
  dependencies: ProcessContentDependencies,
): Promise<ImageContent> {
  const { renditions, analysisRendition, ...facts } = await resize({ bytes, sha256 }, dependencies);
  const enterInLedger = ledgerOf(event, dependencies);
  const analysis =
    duplicate === null
      ? await dependencies.analyse(analysisRendition, enterInLedger)
      : reusedAnalysis(duplicate);
  return {
    facts,
    analysis,
    async storeRenditions() {
      const keyed = renditions.map((rendition) => ({
        ...rendition,
        key: keyOf(fileNameOf(rendition), event),
      }));
      await Promise.all(keyed.map((rendition) => dependencies.thumbnails.put(rendition)));
      return keyed;
    },
    async describe() {
      if (duplicate !== null) return reusedAltText(duplicate);
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
  const made = await makeRenditions(bytes, {
    ...{ limits, excludedTypes, sha256 },
    renditions: [ANALYSIS_RENDITION, ...renditions],
    withMemory: (byteCount, decode) => pixelMemory.run(byteCount, decode),
  });
  const [analysisRendition, ...kept] = made.renditions;
  return { ...made, renditions: kept, analysisRendition: analysisRendition as Rendition };
}

/**
 * Reuses an image with the same bytes, its duplicate: nothing is decoded or paid. S3 copies the
 * thumbnails. They are not shared, because an image's thumbnails are deleted by prefix when it is
 * removed or expires.
 *
 * @param make makes the image when there are no thumbnails to copy
 * @returns undefined when the duplicate's row lacks a field of processed images
 */
function reuseContent(
  duplicate: ImageRecord,
  event: ObjectEvent,
  dependencies: ProcessContentDependencies,
  make: () => Promise<ImageContent>,
): ImageContent | undefined {
  const facts = factsOf(duplicate);
  if (facts === undefined) return undefined;
  return {
    facts,
    analysis: reusedAnalysis(duplicate),
    describe: async () => reusedAltText(duplicate),
    async storeRenditions() {
      const copies = hasRenditions(duplicate, dependencies.renditions)
        ? await copyRenditions(duplicate, event, dependencies)
        : undefined;
      return copies ?? (await make()).storeRenditions();
    },
  };
}

/** The labels of the duplicate. */
function reusedAnalysis(duplicate: ImageRecord): ImageAnalysis {
  const { imageId, analysisStatus, analysisDetail: detail, labels, moderationLabels } = duplicate;
  return analysisStatus === 'skipped'
    ? { status: 'skipped', detail, labels, moderationLabels }
    : { status: 'reused', detail: `Labels of image ${imageId}`, labels, moderationLabels };
}

function reusedAltText({ altText, altTextSource, altTextModel }: ImageRecord): AltText {
  return { altText, altTextSource, altTextModel };
}

function factsOf(duplicate: ImageRecord): ContentFacts | undefined {
  const { sha256, mediaType, byteCount, width, height, frameCount } = duplicate;
  if (sha256 === null || mediaType === null || byteCount === null) return undefined;
  if (width === null || height === null || frameCount === null) return undefined;
  return { ...factsOfBytes(duplicate), sha256, mediaType, byteCount, width, height, frameCount };
}

/** A quarantined duplicate has no thumbnails, and those of an older one may have other settings. */
function hasRenditions(duplicate: ImageRecord, specs: readonly RenditionSpec[]): boolean {
  return (
    duplicate.renditions.length === specs.length &&
    duplicate.renditionFingerprint === renditionFingerprint(specs)
  );
}

/** Returns undefined if the duplicate's thumbnails have been deleted since its row was read. */
async function copyRenditions(
  { renditions }: ImageRecord,
  event: ObjectEvent,
  { thumbnails }: ProcessContentDependencies,
) {
  const copied = await Promise.all(
    renditions.map(async (rendition) => {
      const key = keyOf(fileNameIn(rendition.key), event);
      const isThere = await thumbnails.copy({ from: rendition.key, to: key });
      return isThere ? [{ ...rendition, key }] : [];
    }),
  );
  return copied.every((copy) => copy.length > 0) ? copied.flat() : undefined;
}

function fileNameOf({ name, mediaType }: Rendition): string {
  return `${name}.${mediaType.slice('image/'.length)}`;
}

function fileNameIn(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function keyOf(fileName: string, { bucket, key, sequencer }: ObjectEvent): string {
  return renditionKey({ imageId: imageIdOf(bucket, key), sequencer, fileName });
}
