import {
  DetectLabelsCommand,
  DetectModerationLabelsCommand,
  ImageTooLargeException,
  InvalidImageFormatException,
  InvalidParameterException,
  type RekognitionClient,
  type RekognitionClientConfig,
} from '@aws-sdk/client-rekognition';
import type { AnalysisCall, Label } from '@miniatura/metadata';

/**
 * Rekognition's limits for image bytes.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
 */
export const REKOGNITION_LIMITS = {
  maxBytes: 5 * 1024 * 1024,
  minSidePixels: 80,
  maxSidePixels: 10_000,
} as const;

/**
 * Adapts the rate of calls: a client that is throttled slows down, and speeds up again as calls
 * succeed. The functions share Rekognition's rate limit, which applies to the account. If all
 * retries are throttled, the message is delivered again.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const REKOGNITION_RETRIES = {
  retryMode: 'adaptive',
  maxAttempts: 6,
} as const satisfies RekognitionClientConfig;

/** A JPEG with its dimensions in pixels. */
export interface AnalysisImage {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Analysis {
  readonly status: 'done' | 'skipped' | 'failed';
  /** Why the analysis was skipped or failed. */
  readonly detail?: string;
  readonly labels: readonly Label[];
  readonly moderationLabels: readonly Label[];
}

/** A paid call to record in the ledger. */
export type PaidCall = Omit<AnalysisCall, 'imageId'>;

/**
 * Detects the labels and moderation labels of an image. Terminal errors of the service are returned
 * (`failed`). Throttling, internal errors and other transient errors are thrown, and the message is
 * retried.
 */
export type AnalyseImage = (
  image: AnalysisImage,
  enterInLedger: (call: PaidCall) => Promise<void>,
) => Promise<Analysis>;

const MAX_LABELS = 50;
/** Minimum confidence in percent: Rekognition's default for labels. */
const MIN_CONFIDENCE = 55;

export function rekognitionAnalysis(rekognition: RekognitionClient): AnalyseImage {
  return async (image, enterInLedger) => {
    const unsupported = unsupportedReason(image);
    if (unsupported !== undefined) return { status: 'skipped', detail: unsupported, ...NO_LABELS };
    const paid = async ({ operation, modelVersion, labels }: Detection) => {
      const calledAt = new Date().toISOString();
      await enterInLedger({ operation, modelVersion, calledAt, outcome: 'done', requestUnits: 1 });
      return labels;
    };
    try {
      const [labels, moderationLabels] = await Promise.all([
        detectLabels(rekognition, image).then(paid),
        detectModerationLabels(rekognition, image).then(paid),
      ]);
      return { status: 'done', labels, moderationLabels };
    } catch (error) {
      if (!isFinal(error)) throw error;
      return { status: 'failed', detail: `${error.name}: ${error.message}`, ...NO_LABELS };
    }
  };
}

const NO_LABELS = { labels: [], moderationLabels: [] } as const;

function unsupportedReason({ bytes, width, height }: AnalysisImage): string | undefined {
  const { maxBytes, minSidePixels, maxSidePixels } = REKOGNITION_LIMITS;
  if (Math.min(width, height) < minSidePixels || Math.max(width, height) > maxSidePixels) {
    return `Expected sides of ${minSidePixels} to ${maxSidePixels} pixels but received ${width}×${height}`;
  }
  if (bytes.byteLength > maxBytes) {
    return `Expected at most ${maxBytes} bytes but received ${bytes.byteLength}`;
  }
  return undefined;
}

interface Detection {
  readonly operation: string;
  readonly modelVersion: string;
  readonly labels: readonly Label[];
}

async function detectLabels(
  rekognition: RekognitionClient,
  { bytes }: AnalysisImage,
): Promise<Detection> {
  const answer = await rekognition.send(
    new DetectLabelsCommand({
      Image: { Bytes: bytes },
      Features: ['GENERAL_LABELS'],
      MaxLabels: MAX_LABELS,
      MinConfidence: MIN_CONFIDENCE,
    }),
  );
  const modelVersion = answer.LabelModelVersion ?? 'unknown';
  const labels = (answer.Labels ?? []).map(({ Name = '', Confidence = 0, Parents = [] }) => ({
    name: Name,
    confidence: Confidence,
    parents: Parents.flatMap((parent) => parent.Name ?? []),
    taxonomyLevel: null,
    modelVersion,
  }));
  return { operation: 'DetectLabels', modelVersion, labels };
}

async function detectModerationLabels(
  rekognition: RekognitionClient,
  { bytes }: AnalysisImage,
): Promise<Detection> {
  const answer = await rekognition.send(
    new DetectModerationLabelsCommand({ Image: { Bytes: bytes }, MinConfidence: MIN_CONFIDENCE }),
  );
  const modelVersion = answer.ModerationModelVersion ?? 'unknown';
  const labels = (answer.ModerationLabels ?? []).map(
    ({ Name = '', Confidence = 0, ParentName, TaxonomyLevel = null }) => ({
      name: Name,
      confidence: Confidence,
      parents: ParentName ? [ParentName] : [],
      taxonomyLevel: TaxonomyLevel,
      modelVersion,
    }),
  );
  return { operation: 'DetectModerationLabels', modelVersion, labels };
}

/** @see https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html */
function isFinal(error: unknown): error is Error {
  return (
    error instanceof ImageTooLargeException ||
    error instanceof InvalidImageFormatException ||
    error instanceof InvalidParameterException
  );
}
