export { serveVision } from '@miniatura/local-vision/test-support/serve-vision';
export type {
  Reply,
  SeenRequest,
  ServedVision,
} from '@miniatura/local-vision/test-support/serve-vision';
