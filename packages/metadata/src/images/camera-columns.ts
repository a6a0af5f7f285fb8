import { column, type ImageColumn, loaded } from './image-column.ts';
import { imageFields as f } from './image-fields.ts';

const CAMERA = { since: '0009-camera' };

/** The columns of what a camera has written into the image, by their names in a record. */
export const CAMERA_COLUMNS = {
  cameraMake: column(() => f.cameraMake, 'varchar(64)', 'content', 'personal', {
    warehouse: [loaded('VARCHAR(192)', 'Maker of the camera', CAMERA)],
    api: 'detail',
  }),
  cameraModel: column(() => f.cameraModel, 'varchar(128)', 'content', 'personal', {
    warehouse: [loaded('VARCHAR(384)', 'Model of the camera', CAMERA)],
    api: 'detail',
  }),
  lensModel: column(() => f.lensModel, 'varchar(255)', 'content', 'personal', {
    warehouse: [loaded('VARCHAR(765)', 'Model of the lens', CAMERA)],
    api: 'detail',
  }),
  capturedAt: column(() => f.capturedAt, 'local-time', 'content', 'personal', {
    warehouse: [loaded('TIMESTAMP', 'When it was taken, by the clock of the camera', CAMERA)],
    api: 'detail',
  }),
  captureZone: column(() => f.captureZone, 'varchar(6)', 'content', 'personal', {
    warehouse: [loaded('VARCHAR(6)', 'Offset of that clock from UTC, such as +02:00', CAMERA)],
    api: 'detail',
  }),
  focalLengthMm: column(() => f.focalLengthMm, 'double', 'content', 'personal', {
    warehouse: [loaded('DECIMAL(9,3)', 'Focal length of the lens in millimetres', CAMERA)],
    api: 'detail',
  }),
  exposureSeconds: column(() => f.exposureSeconds, 'double', 'content', 'personal', {
    warehouse: [loaded('DECIMAL(14,8)', 'Exposure time in seconds', CAMERA)],
    api: 'detail',
  }),
  fNumber: column(() => f.fNumber, 'double', 'content', 'personal', {
    warehouse: [loaded('DECIMAL(9,3)', 'Focal length by aperture: 1.7 for f/1.7', CAMERA)],
    api: 'detail',
  }),
  isoSpeed: column(() => f.isoSpeed, 'bigint', 'content', 'personal', {
    warehouse: [loaded('BIGINT', 'ISO speed', CAMERA)],
    api: 'detail',
  }),
} as const satisfies Readonly<Record<string, ImageColumn>>;
