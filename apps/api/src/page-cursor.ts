import type { ImageKeyset } from '@miniatura/metadata';
import * as z from 'zod';
import { ApiError } from './errors.ts';

const placeSchema = z.tuple([z.iso.datetime(), z.string().regex(/^[0-9a-f]{32}$/)]);

/** Encodes a position in the list as opaque text. */
export function toCursor({ uploadedAt, imageId }: ImageKeyset): string {
  return Buffer.from(JSON.stringify([uploadedAt, imageId])).toString('base64url');
}

/** The inverse of `toCursor`. */
export function fromCursor(cursor: string): ImageKeyset {
  const { success, data } = placeSchema.safeParse(parsed(cursor));
  if (!success) {
    throw new ApiError('invalid-request', 'Expected the nextCursor of a page for cursor');
  }
  return { uploadedAt: data[0], imageId: data[1] };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
