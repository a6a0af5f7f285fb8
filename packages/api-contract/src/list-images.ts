import * as z from 'zod';
import { IMAGE_STATUSES, imageSummarySchema } from './image.ts';
import { daySchema, MAX_PAGE_SIZE, pageSize, wholeNumber } from './scalars.ts';

/** The longest text of a filter. */
export const MAX_FILTER_CHARACTERS = 255;
const MAX_CURSOR_CHARACTERS = 256;
const MAX_OFFSET = 1_000_000;

const filterText = z.string().min(1).max(MAX_FILTER_CHARACTERS);

/** Image ids in one parameter, separated by commas. */
const idsSchema = z
  .string()
  .regex(new RegExp(`^[0-9a-f]{32}(,[0-9a-f]{32}){0,${MAX_PAGE_SIZE - 1}}$`), {
    error: `Expected 1 to ${MAX_PAGE_SIZE} image ids separated by commas`,
  });

/** The largest offset of a time zone. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Filters of images. `from` and `to` are days of the upload, both included. */
const imageFilters = {
  /** By default, images of every status except `removed` and `trashed`. */
  status: z.enum(IMAGE_STATUSES).optional(),
  label: filterText.optional(),
  /** Words that must be in the file name, the description or the labels; case is ignored. */
  text: filterText.optional(),
  /** The uploader's `sub`, for admins. Other users see only their own images. */
  uploader: filterText.optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
  /** Offset of these days, and of counted days, from UTC; 0 by default. 120 is UTC+02:00. */
  utcOffsetMinutes: wholeNumber({ min: -MAX_OFFSET_MINUTES, max: MAX_OFFSET_MINUTES }).optional(),
  /** The maker and the model of the camera, in its own spelling. */
  cameraMake: filterText.optional(),
  cameraModel: filterText.optional(),
  /** Local days of the camera's clock, both included. */
  capturedFrom: daySchema.optional(),
  capturedTo: daySchema.optional(),
};

/** Orders of a list of images. `largest` is by the size of the file; names ignore case. */
export const IMAGE_SORTS = ['newest', 'oldest', 'name', 'largest'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];

/** The parameters of `GET /images`. */
export const listImagesQuerySchema = z
  .strictObject({
    ids: idsSchema.optional(),
    ...imageFilters,
    /** By default, `newest`: the newest upload first. */
    sort: z.enum(IMAGE_SORTS).optional(),
    /**
     * The number of images to skip; with `to`, a position within a day. Each skipped image takes
     * time.
     */
    offset: wholeNumber({ min: 0, max: MAX_OFFSET }).optional(),
    limit: pageSize({ byDefault: 50 }),
    cursor: z
      .string()
      .regex(/^[\w-]+$/, { error: 'Expected the nextCursor of a page' })
      .max(MAX_CURSOR_CHARACTERS)
      .optional(),
  })
  .refine(
    ({ ids, limit: _, ...others }) =>
      ids === undefined || Object.values(others).every((value) => value === undefined),
    { error: 'Expected either ids or filters', path: ['ids'] },
  )
  .refine(({ offset, cursor }) => offset === undefined || cursor === undefined, {
    error: 'Expected either an offset or a cursor',
    path: ['offset'],
  })
  .refine(({ sort, cursor }) => sort === undefined || sort === 'newest' || cursor === undefined, {
    error: 'Expected an offset instead of a cursor in this order',
    path: ['cursor'],
  });
export type ListImagesQuery = Readonly<z.input<typeof listImagesQuerySchema>>;

/** A page of images. */
export const imagePageSchema = z
  .object({
    images: z.array(imageSummarySchema),
    /** The `cursor` of the next page; null for the last page, and in orders other than `newest`. */
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ImagePage' });
export type ImagePage = Readonly<z.infer<typeof imagePageSchema>>;

/** The parameters of `GET /images/days`. */
export const imageDaysQuerySchema = z.strictObject(imageFilters);
export type ImageDaysQuery = Readonly<z.input<typeof imageDaysQuerySchema>>;

/** The number of images of each day that has any, newest day first. */
export const imageDaysSchema = z
  .object({ days: z.array(z.object({ day: daySchema, count: z.number().int().positive() })) })
  .meta({ id: 'ImageDays' });
export type ImageDays = Readonly<z.infer<typeof imageDaysSchema>>;

export const similarImagesQuerySchema = z.strictObject({ limit: pageSize({ byDefault: 20 }) });

/** Similar images, most similar first. */
export const similarImagesSchema = z
  .object({
    images: z.array(
      imageSummarySchema.extend({
        /** The number of bits, of 64, in which the perceptual hashes differ. */
        distance: z.number().int().min(0).max(64),
      }),
    ),
  })
  .meta({ id: 'SimilarImages' });
export type SimilarImages = Readonly<z.infer<typeof similarImagesSchema>>;
