import * as z from 'zod';
import { wholeNumber } from './scalars.ts';

/** sharp's terms for how an image is fitted into its box. */
export const RENDER_FITS = ['inside', 'cover', 'contain', 'fill', 'outside'] as const;
/** `auto` selects the best format that the request's Accept header names. */
export const RENDER_FORMATS = ['auto', 'avif', 'webp', 'jpeg'] as const;

export const MAX_RENDER_SIDE = 2560;

/** A side of the box in pixels. */
const side = wholeNumber({ min: 1, max: MAX_RENDER_SIDE });

/**
 * The parameters of `GET /images/{imageId}/render`. `renderUrl` contains `expires` and `signature`.
 */
export const renderQuerySchema = z
  .strictObject({
    width: side.optional().describe('The width of the box in pixels, rounded up to one of a list'),
    height: side
      .optional()
      .describe('The height of the box in pixels. A missing side follows from the other'),
    fit: z
      .enum(RENDER_FITS)
      .default('inside')
      .describe('How the image is fitted into the box: the terms of sharp'),
    format: z
      .enum(RENDER_FORMATS)
      .default('auto')
      .describe('`auto` is the best format that the Accept header names, otherwise JPEG'),
    expires: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })
      .meta({ example: 1_795_000_000 })
      .describe('When the link expires, in seconds since 1970; a part of `renderUrl`'),
    signature: z
      .string()
      .regex(/^[\w-]{43}$/, { error: 'Expected a signature of 43 characters' })
      .meta({ example: '4n1Zc0aKQeV7m5w2s9TtYx8bH3uR6fGpLdJkEoWqCiM' })
      .describe('The signature of the link; a part of `renderUrl`'),
  })
  .refine(({ width, height }) => width !== undefined || height !== undefined, {
    error: 'Expected a width, a height or both',
    path: ['width'],
  });
export type RenderQuery = Readonly<z.output<typeof renderQuerySchema>>;
