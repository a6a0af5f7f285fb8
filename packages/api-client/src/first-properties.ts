// Generated from openapi.json by `npx nx run api-client:generate`, which replaces this file.

/** A property that each answer of an operation has. */
export const FIRST_PROPERTIES: Readonly<Record<string, string>> = {
  'GET /health': 'status',
  'GET /me': 'subject',
  'POST /uploads': 'uploads',
  'PUT /upload/{name}': 'imageId',
  'POST /uploads/multipart': 'uploadId',
  'GET /uploads/multipart/{uploadId}/parts/{partNumber}': 'partNumber',
  'GET /uploads/multipart/{uploadId}/parts': 'parts',
  'POST /uploads/multipart/{uploadId}/complete': 'imageId',
  'GET /images/suggestions': 'labels',
  'GET /images': 'images',
  'GET /images/days': 'days',
  'GET /images/{imageId}': 'imageId',
  'GET /images/{imageId}/similar': 'images',
  'POST /images/trash': 'imageIds',
  'POST /images/restore': 'imageIds',
  'POST /images/{imageId}/review': 'imageId',
  'GET /analytics/{question}': 'question',
  'POST /webhooks': 'webhookId',
  'GET /webhooks': 'webhooks',
  'GET /webhooks/{webhookId}/deliveries': 'deliveries',
};
