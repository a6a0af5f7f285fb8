export {
  ANALYTICS_QUESTIONS,
  analyticsAnswerSchema,
  analyticsParamsSchema,
  analyticsQuerySchema,
  ANSWER_FORMATS,
  COLUMN_TYPES,
} from './analytics.ts';
export type { AnalyticsAnswer, AnalyticsQuery, AnalyticsQuestion } from './analytics.ts';
export { suggestionsQuerySchema, suggestionsSchema } from './suggestions.ts';
export type { Suggestions } from './suggestions.ts';
export { changedImagesSchema, imageIdsSchema } from './trash.ts';
export type { ImageIds } from './trash.ts';
export { IMAGE_STATUSES, imageDetailSchema, imageSummarySchema } from './image.ts';
export type { ImageDetail, ImageStatus, ImageSummary, LabelDetail } from './image.ts';
export { eventIdSchema, imageEventSchema } from './image-events.ts';
export type { ImageEvent } from './image-events.ts';
export {
  MAX_FILTER_CHARACTERS,
  imageDaysQuerySchema,
  imageDaysSchema,
  imagePageSchema,
  listImagesQuerySchema,
  similarImagesQuerySchema,
  similarImagesSchema,
} from './list-images.ts';
export type {
  ImageDays,
  ImageDaysQuery,
  ImagePage,
  ImageSort,
  ListImagesQuery,
  SimilarImages,
} from './list-images.ts';
export { normaliseMediaType, IMAGE_EXTENSIONS, storedMediaType } from './media-type.ts';
export { componentHealthSchema, GROUPS, HEALTH_STATUSES, healthSchema, meSchema } from './me.ts';
export type { ComponentHealth } from './me.ts';
export type { Group, Me } from './me.ts';
export {
  multipartRequestSchema,
  multipartUploadSchema,
  partByteCountOf,
  partCountOf,
  partNumberSchema,
  partUrlSchema,
  uploadedPartsSchema,
  uploadIdSchema,
} from './multipart-uploads.ts';
export type {
  MultipartRequest,
  MultipartUpload,
  PartUrl,
  UploadedParts,
} from './multipart-uploads.ts';
export {
  PROBLEM_CODES,
  PROBLEM_MEDIA_TYPE,
  problemSchema,
  PROBLEMS,
  problemTypeOf,
} from './problem.ts';
export type { Problem, ProblemCode } from './problem.ts';
export { MAX_RENDER_SIDE, RENDER_FITS, RENDER_FORMATS, renderQuerySchema } from './render.ts';
export type { RenderQuery } from './render.ts';
export { REVIEW_DECISIONS, reviewSchema } from './review.ts';
export type { Review } from './review.ts';
export { imageIdSchema } from './scalars.ts';
export {
  fileNameSchema,
  idempotencyHeadersSchema,
  MAX_FILES_PER_REQUEST,
  storedUploadSchema,
  uploadFormsSchema,
  uploadRequestSchema,
} from './uploads.ts';
export type { StoredUpload, UploadForms, UploadRequest } from './uploads.ts';
export {
  createdWebhookSchema,
  deliveriesSchema,
  newWebhookSchema,
  webhookIdSchema,
  webhookSchema,
  webhooksSchema,
} from './webhooks.ts';
export type { CreatedWebhook, Deliveries, NewWebhook, Webhook, Webhooks } from './webhooks.ts';
