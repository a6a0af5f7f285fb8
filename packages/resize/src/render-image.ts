import { withDeadline } from './deadline.ts';
import { decodeImage } from './decode-image.ts';
import { encodePixels } from './encode-pixels.ts';
import { type Limits, resolveLimits } from './limits.ts';
import type { MediaType } from './media-type.ts';
import { planResize } from './plan-resize.ts';
import { inspect } from './read-dimensions.ts';
import { checkRenditionSpecs, type RenditionSpec } from './rendition-spec.ts';
import { waitForTurn } from './wait-for-turn.ts';

/**
 * Makes the bytes of one rendition. It computes no facts, unlike `makeRenditions`. From an
 * animation it takes the first frame.
 * @throws ImageError if the image is rejected: terminal, see `IMAGE_ERROR_CODES`
 * @throws OptionError if the spec or a limit is invalid
 */
export async function renderImage(
  bytes: Uint8Array,
  spec: Omit<RenditionSpec, 'animated'>,
  options: {
    readonly limits?: Partial<Limits>;
    /** Types that are rejected as `unsupported-type`; by default none. */
    readonly excludedTypes?: readonly MediaType[];
  } = {},
): Promise<Buffer> {
  checkRenditionSpecs([spec]);
  const limits = resolveLimits(options.limits);
  const inspection = await inspect(bytes, limits, {
    excludedTypes: options.excludedTypes ?? [],
  });
  const plan = planResize(inspection.header, spec);
  return waitForTurn(() =>
    withDeadline(limits.timeoutMs, async (deadline) => {
      const { pixels } = await decodeImage(inspection, plan.scaled, { limits, deadline });
      return (await encodePixels(pixels, plan, spec)).bytes;
    }),
  );
}
