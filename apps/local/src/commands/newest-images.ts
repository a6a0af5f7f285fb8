import type { ImageRecord, ImageStatus, Metadata } from '@miniatura/metadata';

const MOST_IMAGES_PER_PAGE = 1000;

export interface NewestImagesRequest {
  /** By default images of any status. */
  readonly status?: ImageStatus | undefined;
  readonly isWanted: (image: ImageRecord) => boolean;
  readonly limit: number;
}

/** Returns the newest uploads up to the limit, and whether there are more. */
export async function newestImages(
  metadata: Pick<Metadata, 'listImages'>,
  { status, isWanted, limit }: NewestImagesRequest,
): Promise<{ readonly images: readonly ImageRecord[]; readonly hasMore: boolean }> {
  const found: ImageRecord[] = [];
  let after: Awaited<ReturnType<Metadata['listImages']>>['next'] = null;
  do {
    const page = await metadata.listImages({
      after,
      limit: Math.min(limit + 1, MOST_IMAGES_PER_PAGE),
      ...(status !== undefined && { status }),
    });
    found.push(...page.images.filter(isWanted));
    after = page.next;
  } while (after !== null && found.length <= limit);
  return { images: found.slice(0, limit), hasMore: found.length > limit };
}
