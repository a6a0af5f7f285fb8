export { awsClients } from './stack/aws-clients.ts';
export type { AwsClients } from './stack/aws-clients.ts';
export { dataDirectory } from './stack/data-directory.ts';
export type { DataDirectory } from './stack/data-directory.ts';
export type { Endpoints } from './stack/endpoints.ts';
export { ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from './stack/names.ts';
export { EVENTS_IN_FLIGHT } from './stack/map-thumbnailer.ts';
export { startStack } from './stack/start-stack.ts';
export type { Stack, StackOptions } from './stack/start-stack.ts';
