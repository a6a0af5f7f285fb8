import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ImageRecord } from '@miniatura/metadata';
import { ApiError } from '../errors.ts';
import { SIGNED_FOR_SECONDS, signingTimeOf } from '../signed-for.ts';
import { isRenderable } from './plan-render.ts';

/** The signed part of a link: its expiry and its signature. */
export interface LinkSignature {
  /** Expiry in seconds since 1970. */
  readonly expires: number;
  /** HMAC-SHA-256 of the image and the expiry, in base64url. */
  readonly signature: string;
}

interface Link {
  readonly imageId: string;
  readonly expires: number;
}

interface LinkOptions {
  readonly apiUrl: string;
  readonly secret: Buffer;
  readonly now: Date;
}

/**
 * Returns the signed URL of an image. It expires like other signed URLs, or with the image if that
 * is earlier. The reader chooses size and format, within the route's limits. Null if there is
 * nothing to render.
 * @example renderUrlOf(image, options) //
 *   'https://api.example/images/0a…/render?expires=…&signature=…'
 */
export function renderUrlOf(
  image: ImageRecord,
  { apiUrl, secret, now }: LinkOptions,
): string | null {
  if (!isRenderable(image, now)) return null;
  const { imageId, expiresAt } = image;
  const ends = Math.min(
    signingTimeOf(now).getTime() + SIGNED_FOR_SECONDS * 1000,
    Date.parse(expiresAt),
  );
  const expires = Math.floor(ends / 1000);
  const query = `expires=${expires}&signature=${signatureOf({ imageId, expires }, secret)}`;
  return `${apiUrl}/images/${imageId}/render?${query}`;
}

/** @throws ApiError `forbidden` if the signature is wrong or the link has expired */
export function requireSigned(
  imageId: string,
  { expires, signature }: LinkSignature,
  secret: Buffer,
  now: Date,
): void {
  const expected = Buffer.from(signatureOf({ imageId, expires }, secret));
  const received = Buffer.from(signature);
  const isOurs = expected.length === received.length && timingSafeEqual(expected, received);
  if (!isOurs) {
    throw new ApiError('forbidden', 'Expected the renderUrl of an image, with its own signature');
  }
  if (expires * 1000 <= now.getTime()) {
    throw new ApiError('forbidden', 'The link has ended: ask for the image again to get a new one');
  }
}

function signatureOf({ imageId, expires }: Link, secret: Buffer): string {
  return createHmac('sha256', secret).update(`render ${imageId} ${expires}`).digest('base64url');
}
