import type { JsonObject } from '@miniatura/local-service';
import { RekognitionError } from './errors.ts';

export const DETECT_LABELS_FEATURES = ['GENERAL_LABELS', 'IMAGE_PROPERTIES'] as const;
export type DetectLabelsFeature = (typeof DETECT_LABELS_FEATURES)[number];

export const LABEL_FILTERS = [
  'LabelInclusionFilters',
  'LabelExclusionFilters',
  'LabelCategoryInclusionFilters',
  'LabelCategoryExclusionFilters',
] as const;
export type LabelFilters = Readonly<Record<(typeof LABEL_FILTERS)[number], readonly string[]>>;

export interface DetectLabelsRequest {
  readonly bytes: Buffer;
  readonly features: readonly DetectLabelsFeature[];
  readonly maxLabels: number;
  readonly minConfidence: number;
  readonly filters: LabelFilters;
  readonly maxDominantColors: number;
}

/** Defaults of DetectLabels in the API Reference. */
const DEFAULT_MAX_LABELS = 1000;
const DEFAULT_LABEL_CONFIDENCE = 55;
/** The default of DetectModerationLabels in the API Reference. */
export const DEFAULT_MODERATION_CONFIDENCE = 50;
const DEFAULT_MAX_DOMINANT_COLORS = 10;

function invalid(expected: string, name: string, value: unknown): RekognitionError {
  return new RekognitionError(
    'InvalidParameterException',
    `Request has invalid parameters: expected ${expected} for ${name} but received ${JSON.stringify(value)}`,
  );
}

function objectAt(fields: JsonObject, name: string): JsonObject {
  const value = fields[name] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw invalid('an object', name, value);
}

function numberAt(
  fields: JsonObject,
  name: string,
  { max, fallback }: { readonly max: number; readonly fallback: number },
): number {
  const value = fields[name] ?? fallback;
  if (typeof value === 'number' && value >= 0 && value <= max) return value;
  throw invalid(`a number from 0 to ${max}`, name, value);
}

const integerAt: typeof numberAt = (fields, name, range) => {
  const value = numberAt(fields, name, range);
  if (Number.isInteger(value)) return value;
  throw invalid('an integer', name, value);
};

function textsAt(fields: JsonObject, name: string, maxCount: number): readonly string[] {
  const value = fields[name] ?? [];
  if (
    Array.isArray(value) &&
    value.length <= maxCount &&
    value.every((item) => typeof item === 'string')
  ) {
    return value;
  }
  throw invalid(`a list of at most ${maxCount} texts`, name, value);
}

/**
 * Returns the image's bytes. Images in S3 are rejected, because this stand-in has no access to S3.
 */
export function parseImageBytes(fields: JsonObject): Buffer {
  const { Bytes, S3Object } = objectAt(fields, 'Image');
  if (S3Object !== undefined && S3Object !== null) {
    throw new RekognitionError(
      'InvalidS3ObjectException',
      'Unable to get object metadata from S3: expected Image.Bytes, because this stand-in cannot read S3.',
    );
  }
  if (typeof Bytes !== 'string' || Bytes === '') {
    throw new RekognitionError(
      'InvalidParameterException',
      'Request has invalid parameters: expected base64 for Image.Bytes',
    );
  }
  return Buffer.from(Bytes, 'base64');
}

function parseFeatures(fields: JsonObject): readonly DetectLabelsFeature[] {
  const names = textsAt(fields, 'Features', DETECT_LABELS_FEATURES.length);
  const unknown = names.find(
    (name) => !(DETECT_LABELS_FEATURES as readonly string[]).includes(name),
  );
  if (unknown !== undefined)
    throw invalid(DETECT_LABELS_FEATURES.join(' or '), 'Features', unknown);
  return names.length === 0 ? ['GENERAL_LABELS'] : (names as readonly DetectLabelsFeature[]);
}

const MAX_FILTER_COUNT = 100;

function parseFilters(settings: JsonObject): LabelFilters {
  const general = objectAt(settings, 'GeneralLabels');
  return Object.fromEntries(
    LABEL_FILTERS.map((name) => [name, textsAt(general, name, MAX_FILTER_COUNT)]),
  ) as LabelFilters;
}

/** Parses MinConfidence, whose default differs between the operations. */
export function parseMinConfidence(fields: JsonObject, fallback: number): number {
  return numberAt(fields, 'MinConfidence', { max: 100, fallback });
}

/**
 * Parses a DetectLabels request. @throws RekognitionError InvalidParameterException,
 * InvalidS3ObjectException
 */
export function parseDetectLabelsRequest(fields: JsonObject): DetectLabelsRequest {
  const settings = objectAt(fields, 'Settings');
  return {
    bytes: parseImageBytes(fields),
    features: parseFeatures(fields),
    maxLabels: integerAt(fields, 'MaxLabels', { max: 2 ** 31, fallback: DEFAULT_MAX_LABELS }),
    minConfidence: parseMinConfidence(fields, DEFAULT_LABEL_CONFIDENCE),
    filters: parseFilters(settings),
    maxDominantColors: integerAt(objectAt(settings, 'ImageProperties'), 'MaxDominantColors', {
      max: 20,
      fallback: DEFAULT_MAX_DOMINANT_COLORS,
    }),
  };
}
