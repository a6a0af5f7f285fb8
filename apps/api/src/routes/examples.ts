import type {
  AnalyticsAnswer,
  ImageDetail,
  ImageSummary,
  Me,
  Suggestions,
  UploadForms,
  UploadRequest,
} from '@miniatura/api-contract';

/** Examples in the OpenAPI document. A test compares each with a real answer. */
const IMAGE_ID = 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9';
const SIGNED = 'X-Amz-Expires=900&X-Amz-Signature=0f4c…';
const LABEL = { name: 'Dog', confidence: 98.7 };
const LABEL_DETAIL = {
  ...LABEL,
  parents: ['Animal', 'Pet'],
  taxonomyLevel: 2,
  modelVersion: '3.0',
};

export const IMAGE_SUMMARY: ImageSummary = {
  imageId: IMAGE_ID,
  name: 'dog.jpg',
  status: 'processed',
  rejectionCode: null,
  rejectionMessage: null,
  reviewDecision: null,
  width: 4032,
  height: 3024,
  byteCount: 2_345_678,
  mediaType: 'image/jpeg',
  thumbHash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w',
  altText: 'A dog on a beach.',
  labels: [LABEL],
  thumbnailUrl: `https://thumbnails.example/${IMAGE_ID}/0A/thumbnail.webp?${SIGNED}`,
  thumbnails: [
    {
      width: 128,
      height: 96,
      url: `https://thumbnails.example/${IMAGE_ID}/0A/thumbnail.webp?${SIGNED}`,
    },
  ],
  renderUrl: `https://api.example/images/${IMAGE_ID}/render?expires=1795255200&signature=Zk3J…`,
  uploadedAt: '2026-11-21T10:00:00.000Z',
  processedAt: '2026-11-21T10:00:01.000Z',
  expiresAt: '2026-11-28T10:00:00.000Z',
  uploadedBy: 'ann',
};

export const IMAGE_DETAIL: ImageDetail = {
  ...IMAGE_SUMMARY,
  originalUrl: `https://originals.example/2026/11/21/01KAH3/dog.jpg?${SIGNED}`,
  downloadUrl: `https://originals.example/2026/11/21/01KAH3/dog.jpg?${SIGNED}`,
  renditions: [
    {
      name: 'thumbnail',
      width: 128,
      height: 96,
      byteCount: 3210,
      mediaType: 'image/webp',
      url: `https://thumbnails.example/${IMAGE_ID}/0A/thumbnail.webp?${SIGNED}`,
    },
  ],
  labels: [LABEL_DETAIL],
  moderationLabels: [],
  dominantColors: [{ hex: '#1e90ff', fraction: 0.6 }],
  sha256: 'ab'.repeat(32),
  perceptualHash: '0123456789abcdef',
  altTextSource: 'labels',
  altTextModel: null,
  uploadedThrough: 'presigned-post',
  analysisStatus: 'done',
  duplicateOf: null,
  scriptResult: null,
  warning: null,
  cameraMake: 'Google',
  cameraModel: 'Pixel 4a',
  lensModel: null,
  capturedAt: '2026-11-20T16:30:46.023',
  captureZone: '+01:00',
  focalLengthMm: 4.38,
  exposureSeconds: 0.008,
  fNumber: 1.7,
  isoSpeed: 100,
};

export const IMAGE_PAGE = { images: [IMAGE_SUMMARY], nextCursor: null };
export const IMAGE_DAYS = { days: [{ day: '2026-11-21', count: 1 }] };
export const SIMILAR_IMAGES = { images: [{ ...IMAGE_SUMMARY, distance: 3 }] };
export const IMAGE_IDS = { imageIds: [IMAGE_ID] };
export const REVIEW = { decision: 'approve' as const, reason: 'It is a painting.' };

export const SUGGESTIONS: Suggestions = {
  labels: [{ name: 'Dog', count: 12 }],
  cameraModels: [{ name: 'Pixel 4a', count: 3 }],
};

export const UPLOAD_REQUEST: UploadRequest = {
  files: [{ name: 'dog.jpg', mediaType: 'image/jpeg', byteCount: 2_345_678 }],
};

const UPLOAD_KEY = '2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg';

export const UPLOAD_FORMS: UploadForms = {
  uploads: [
    {
      name: 'dog.jpg',
      imageId: IMAGE_ID,
      key: UPLOAD_KEY,
      url: 'https://originals.example/',
      fields: { key: UPLOAD_KEY, 'Content-Type': 'image/jpeg', Policy: 'eyJleHBp…' },
      expiresAt: '2026-11-21T10:15:00.000Z',
    },
  ],
};

export const STORED_UPLOAD = { imageId: IMAGE_ID, key: UPLOAD_KEY };

export const MULTIPART_REQUEST = {
  name: 'dog.tif',
  mediaType: 'image/tiff',
  byteCount: 20_000_000,
};

export const MULTIPART_UPLOAD = {
  uploadId: 'eyJrZXkiOiIyMDI2LzExLzIx.Zk3Jq0c1',
  imageId: IMAGE_ID,
  key: UPLOAD_KEY,
  partByteCount: 8_388_608,
  partCount: 3,
  expiresAt: '2026-11-22T10:00:00.000Z',
};

export const PART_URL = {
  partNumber: 1,
  byteCount: 8_388_608,
  url: `https://originals.example/dog.tif?partNumber=1&uploadId=2f7a&${SIGNED}`,
};

export const UPLOADED_PARTS = {
  parts: [{ partNumber: 1, byteCount: 8_388_608, etag: '"9bb58f26192e4ba00f01e2e7b136bbd8"' }],
};

export const NEW_WEBHOOK = { url: 'https://hooks.example/miniatura' };
const WEBHOOK = {
  webhookId: '01KAH3Z5J7R1T4V6X8Y0A2C4E6',
  ...NEW_WEBHOOK,
  createdAt: '2026-11-21T10:00:00.000Z',
};
export const CREATED_WEBHOOK = { ...WEBHOOK, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
export const WEBHOOKS = { webhooks: [WEBHOOK] };

export const DELIVERIES = {
  deliveries: [
    {
      eventId: `${IMAGE_ID}-3`,
      imageId: IMAGE_ID,
      imageStatus: 'processed' as const,
      state: 'delivered' as const,
      attemptCount: 1,
      createdAt: '2026-11-21T10:00:01.000Z',
      nextAttemptAt: null,
      httpStatus: 204,
      failure: null,
    },
  ],
};

export const ME: Me = {
  subject: 'ann',
  name: 'Ann',
  groups: [],
  limits: {
    mediaTypes: ['image/jpeg', 'image/png'],
    maxFilesPerRequest: 100,
    maxByteCount: 50_000_000,
    maxDirectByteCount: 4_500_000,
    requestsPerMinute: 600,
  },
};

export const ANALYTICS_ANSWER: AnalyticsAnswer = {
  question: 'labels',
  columns: [
    { name: 'label', type: 'string' },
    { name: 'image_count', type: 'number' },
  ],
  rows: [['Dog', 12]],
  freshAsOf: '2026-11-21T10:00:00.000Z',
  refreshAfterSeconds: 5,
};

export const HEALTH = { status: 'ok' as const };
const FAULT = {
  component: 'database',
  status: 'unhealthy' as const,
  message: 'It does not answer',
};
export const UNHEALTHY = { status: 'unhealthy' as const, components: [FAULT] };
