import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/** Adds the camera facts of images, and indexes for lists by them. */
export function camera(engine: Engine): Migration {
  const { time, bigint } = engine.types;
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: {
          camera_make: 'varchar(64) null',
          camera_model: 'varchar(128) null',
          lens_model: 'varchar(255) null',
          captured_at: `${time} null`,
          capture_zone: 'varchar(6) null',
          focal_length_mm: 'double null',
          exposure_seconds: 'double null',
          f_number: 'double null',
          iso_speed: `${bigint} null`,
        },
        indexes: {
          image_camera_make: ['camera_make', 'uploaded_at', 'image_id'],
          image_camera_model: ['camera_model', 'uploaded_at', 'image_id'],
          image_captured_at: ['captured_at'],
        },
      }),
  };
}
