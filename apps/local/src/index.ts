export { awsClients } from './aws-clients.ts';
export type { AwsClients } from './aws-clients.ts';
export { dataDirectory } from './data-directory.ts';
export type { DataDirectory } from './data-directory.ts';
export type { Endpoints } from './endpoints.ts';
export { ORIGINALS_BUCKET, THUMBNAILS_BUCKET } from './names.ts';
export { EVENTS_IN_FLIGHT } from './map-thumbnailer.ts';
export { startStack } from './start-stack.ts';
export type { Stack, StackOptions } from './start-stack.ts';
