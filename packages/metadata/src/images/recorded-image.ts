import { z } from 'zod';
import type { ImageAspect } from './image-column.ts';
import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import { imageFields as f, type Label, type RenditionRecord } from './image-fields.ts';

const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null);

type OrNull<Schema extends z.ZodType> = ReturnType<typeof orNull<Schema>>;

/** The columns of some aspects that a caller gives. */
type Given<Aspect extends ImageAspect> = {
  [Name in ImageColumnName]: ImageColumns[Name] extends { isComputed: true }
    ? never
    : ImageColumns[Name]['belongsTo'] extends Aspect
      ? Name
      : never;
}[ImageColumnName];

type Fields<Aspect extends ImageAspect, Status> = {
  [Name in Given<Aspect>]: ImageColumns[Name] extends { requiredBy: Status }
    ? ImageColumns[Name]['schema']
    : OrNull<ImageColumns[Name]['schema']>;
};

/** The fields of what a status needs, and of what it may have, which is null where it is left out. */
function fieldsOf<Aspect extends ImageAspect, const Status extends string>(
  aspects: readonly Aspect[],
  status: Status,
): Fields<Aspect, Status> {
  const given = IMAGE_COLUMN_LIST.filter(
    ([, { belongsTo, isComputed }]) =>
      (aspects as readonly ImageAspect[]).includes(belongsTo) && isComputed !== true,
  );
  return Object.fromEntries(
    given.map(([name, { schema, requiredBy }]) => [
      name,
      requiredBy === status ? schema : orNull(schema),
    ]),
  ) as Fields<Aspect, Status>;
}

/** What every event says. `isCurrent`: a fresh look showed that it describes the object of now. */
const eventFields = {
  bucket: f.bucket,
  key: f.key,
  sequencer: f.sequencer,
  isCurrent: z.boolean().optional(),
  versionId: orNull(f.versionId),
  expiresAt: f.time,
};

const arrivalFields = { ...eventFields, uploadedAt: f.time, processedAt: f.time };

const distinct = (field: 'name' | 'key') => ({
  check: (renditions: readonly RenditionRecord[]) =>
    new Set(renditions.map((rendition) => rendition[field])).size === renditions.length,
  expectation: { error: `renditions of distinct ${field}s` },
});
const [distinctNames, distinctKeys] = [distinct('name'), distinct('key')];

export const processedImageSchema = z.object({
  ...arrivalFields,
  ...fieldsOf(['upload', 'object', 'picture', 'processing'], 'processed'),
  renditions: f.renditions
    .refine(distinctNames.check, distinctNames.expectation)
    .refine(distinctKeys.check, distinctKeys.expectation),
  labels: f.labels.transform(oncePerName),
  moderationLabels: f.labels.transform(oncePerName),
});

/** A picture whose renditions are stored. Fields as in `ImageRecord`. */
export type ProcessedImage = Readonly<z.input<typeof processedImageSchema>>;

/** A picture that moderation holds back: it has no renditions. */
export type QuarantinedImage = Omit<ProcessedImage, 'renditions' | 'renditionFingerprint'>;

export const rejectedImageSchema = z.object({
  ...arrivalFields,
  ...fieldsOf(['upload', 'object', 'rejection'], 'rejected'),
});

/** An object that is not a picture we take: why, in a stable code and a sentence. */
export type RejectedImage = Readonly<z.input<typeof rejectedImageSchema>>;

export const removedImageSchema = z.object({
  ...eventFields,
  ...fieldsOf(['removal'], 'removed'),
});

/**
 * An object that is gone. `expiresAt` is for the tombstone of an image that was never seen; a known
 * one keeps its own.
 */
export type RemovedImage = Readonly<z.input<typeof removedImageSchema>>;

/** What every event says, parsed. */
export type ParsedEvent = z.output<z.ZodObject<typeof eventFields>>;
/** What every arrival says, parsed. */
export type ParsedArrival = z.output<z.ZodObject<typeof arrivalFields>>;

/** A warehouse counts a label once per image: of two of one name, the more confident stays. */
function oncePerName(labels: readonly Label[]): Label[] {
  const strongest = new Map<string, Label>();
  for (const label of labels) {
    const seen = strongest.get(label.name);
    if (seen === undefined || label.confidence > seen.confidence) strongest.set(label.name, label);
  }
  return [...strongest.values()];
}
