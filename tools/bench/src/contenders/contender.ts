/** Makes WebP renditions that fit into a square of each size, and discards them. */
export type Contender = (path: string, sizes: readonly number[]) => Promise<void>;

/** The effort that the resize package uses, for every contender with this option. */
export const WEBP_EFFORT = 2;

/** sharp's default quality, which the resize package uses; other software has other defaults. */
export const WEBP_QUALITY = 80;
