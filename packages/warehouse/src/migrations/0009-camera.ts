import { addColumns, commentOn, createView, grantSelect } from '../model/definitions.ts';
import { CAMERA_COLUMNS_MIGRATION, factImage } from '../model/fact-image.ts';
import { imageCamera } from '../model/image-views.ts';
import type { WarehouseMigration } from './migration.ts';

/** Adds the camera facts of images, and the permissions to read them. */
export const camera: WarehouseMigration = {
  name: CAMERA_COLUMNS_MIGRATION,
  statements: [
    ...addColumns(factImage, CAMERA_COLUMNS_MIGRATION),
    createView(imageCamera),
    ...commentOn('VIEW', imageCamera),
    grantSelect(imageCamera),
  ],
};
