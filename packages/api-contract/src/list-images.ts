import * as z from 'zod';
import { IMAGE_STATUSES, imageSummarySchema } from './image.ts';
import { daySchema, MAX_PAGE_SIZE, pageSize, wholeNumber } from './scalars.ts';

/** The longest text of a filter. */
export const MAX_FILTER_CHARACTERS = 255;
const MAX_CURSOR_CHARACTERS = 256;
const MAX_OFFSET = 1_000_000;

const filterText = z.string().min(1).max(MAX_FILTER_CHARACTERS);

const idsSchema = z
  .string()
  .regex(new RegExp(`^[0-9a-f]{32}(,[0-9a-f]{32}){0,${MAX_PAGE_SIZE - 1}}$`), {
    error: `Expected 1 to ${MAX_PAGE_SIZE} image ids separated by commas`,
  })
  .describe('Image ids, separated by commas. No other filter may be present');

/** The largest offset of a time zone. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Filters of images. */
const imageFilters = {
  status: z
    .enum(IMAGE_STATUSES)
    .optional()
    .describe('By default, images of every status except `removed` and `trashed`'),
  label: filterText.optional().describe('The name of a label, such as `Dog`'),
  text: filterText
    .optional()
    .describe(
      'Words that must be in the file name, the description or the labels; case is ignored',
    ),
  uploader: filterText
    .optional()
    .describe("The uploader's `sub`, for admins. Other users see only their own images"),
  from: daySchema.optional().describe('The first day of the upload'),
  to: daySchema.optional().describe('The last day of the upload; it is included'),
  utcOffsetMinutes: wholeNumber({ min: -MAX_OFFSET_MINUTES, max: MAX_OFFSET_MINUTES })
    .optional()
    .describe(
      'Offset of these days, and of counted days, from UTC; 0 by default. 120 is UTC+02:00',
    ),
  cameraMake: filterText.optional().describe('The maker of the camera, in its own spelling'),
  cameraModel: filterText.optional().describe('The model of the camera, in its own spelling'),
  capturedFrom: daySchema.optional().describe("The first day by the camera's clock"),
  capturedTo: daySchema.optional().describe("The last day by the camera's clock; it is included"),
};

/** Orders of a list of images. `largest` is by the size of the file; names ignore case. */
export const IMAGE_SORTS = ['newest', 'oldest', 'name', 'largest'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];

/** The parameters of `GET /images`. */
export const listImagesQuerySchema = z
  .strictObject({
    ids: idsSchema.optional(),
    ...imageFilters,
    sort: z
      .enum(IMAGE_SORTS)
      .optional()
      .describe(
        'By default, `newest`: the newest upload first. `largest` is by the size of the file',
      ),
    offset: wholeNumber({ min: 0, max: MAX_OFFSET })
      .optional()
      .describe(
        'The number of images to skip; with `to`, a position within a day. Each skipped image takes time',
      ),
    limit: pageSize({ byDefault: 50 }),
    cursor: z
      .string()
      .regex(/^[\w-]+$/, { error: 'Expected the nextCursor of a page' })
      .max(MAX_CURSOR_CHARACTERS)
      .optional()
      .describe('The `nextCursor` of the previous page, which had the same filters'),
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
