import * as z from 'zod';
import { lazily } from '../lazily.ts';
import type { ImageAspect } from './image-column.ts';
import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import { imageFields as f, type Label, type RenditionRecord } from './image-fields.ts';

function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null);
}

type OrNull<Schema extends z.ZodType> = ReturnType<typeof orNull<Schema>>;

/** The columns of some aspects that callers set. */
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

/** The fields that a status requires and allows. Allowed fields default to null. */
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

/**
 * The fields of every event. `isCurrent`: a check has shown that it describes the current object.
 * `traceHeader`: the tracing header of X-Ray for what the change causes.
 */
const eventFields = lazily(() => ({
  bucket: f.bucket,
  key: f.key,
  sequencer: f.sequencer,
  isCurrent: z.boolean().optional(),
  versionId: orNull(f.versionId),
  expiresAt: f.time,
  traceHeader: orNull(f.traceHeader),
}));

const arrivalFields = lazily(() => ({ ...eventFields(), uploadedAt: f.time, processedAt: f.time }));

function distinct(field: 'name' | 'key') {
  return {
    check: (renditions: readonly RenditionRecord[]) =>
      new Set(renditions.map((rendition) => rendition[field])).size === renditions.length,
    expectation: { error: `renditions of distinct ${field}s` },
  };
}
const [distinctNames, distinctKeys] = [distinct('name'), distinct('key')];

export const processedImageSchema = lazily(() =>
  z.object({
    ...arrivalFields(),
    ...fieldsOf(['upload', 'object', 'content', 'processing'], 'processed'),
    renditions: f.renditions
      .refine(distinctNames.check, distinctNames.expectation)
      .refine(distinctKeys.check, distinctKeys.expectation),
    labels: f.labels.transform(oncePerName),
    moderationLabels: f.labels.transform(oncePerName),
  }),
);

/** An image with stored renditions. Fields as in `ImageRecord`. */
export type ProcessedImage = Readonly<z.input<ReturnType<typeof processedImageSchema>>>;

/** An image that moderation quarantines. It has no renditions. */
export type QuarantinedImage = Omit<ProcessedImage, 'renditions' | 'renditionFingerprint'>;

export const rejectedImageSchema = lazily(() =>
  z.object({
    ...arrivalFields(),
    ...fieldsOf(['upload', 'object', 'rejection'], 'rejected'),
  }),
);

/** An object that is rejected, with a stable code and a reason. */
export type RejectedImage = Readonly<z.input<ReturnType<typeof rejectedImageSchema>>>;

export const removedImageSchema = lazily(() =>
  z.object({
    ...eventFields(),
    ...fieldsOf(['removal'], 'removed'),
  }),
);

/**
 * A removed object. `expiresAt` is for the tombstone of an image without a row; an existing row
 * keeps its own expiry.
 */
export type RemovedImage = Readonly<z.input<ReturnType<typeof removedImageSchema>>>;

/** The parsed fields of every event. */
export type ParsedEvent = z.output<z.ZodObject<ReturnType<typeof eventFields>>>;
/** The parsed fields of every upload. */
export type ParsedArrival = z.output<z.ZodObject<ReturnType<typeof arrivalFields>>>;

/**
 * A warehouse counts a label once per image: of labels with the same name, the most confident is
 * kept.
 */
function oncePerName(labels: readonly Label[]): Label[] {
  const strongest = new Map<string, Label>();
  for (const label of labels) {
    const seen = strongest.get(label.name);
    if (seen === undefined || label.confidence > seen.confidence) strongest.set(label.name, label);
  }
  return [...strongest.values()];
}
