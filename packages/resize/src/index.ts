export { ImageError, IMAGE_ERROR_CODES, OptionError } from './errors.ts';
export type { ImageErrorCode } from './errors.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { Limits } from './limits.ts';
export { makeRenditions } from './make-renditions.ts';
export type {
  ImageFacts,
  MakeRenditionsOptions,
  Rendition,
  RenditionsResult,
} from './make-renditions.ts';
export type { CameraFacts } from './camera/camera-facts.ts';
export type { DominantColor } from './dominant-colors.ts';
export { ALLOWED_MEDIA_TYPES, sniffMediaType } from './media-type.ts';
export type { MediaType } from './media-type.ts';
export { planResize } from './plan-resize.ts';
export type { Region, ResizePlan, ResizeRequest, Size } from './plan-resize.ts';
export { readDimensions } from './read-dimensions.ts';
export { releaseBytes } from './release-bytes.ts';
export { renderImage } from './render-image.ts';
export { renditionFingerprint } from './rendition-fingerprint.ts';
export type { Dimensions } from './read-dimensions.ts';
export {
  ANALYSIS_RENDITION,
  DEFAULT_RENDITIONS,
  FITS,
  MAX_SIDE_PIXELS,
  OUTPUT_FORMATS,
} from './rendition-spec.ts';
export type { Fit, OutputFormat, RenditionSpec } from './rendition-spec.ts';
