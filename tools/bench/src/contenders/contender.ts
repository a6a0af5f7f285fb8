/** Makes WebP renditions that fit into a square of each size, and throws them away. */
export type Contender = (path: string, sizes: readonly number[]) => Promise<void>;

/** What the resize package uses; given to every contender that can be told. */
export const WEBP_EFFORT = 2;
