import { commentOn, createTable } from '../model/definitions.ts';
import { factImageState, IMAGE_STATES_MIGRATION } from '../model/tables.ts';
import type { WarehouseMigration } from './migration.ts';

/** Adds the history of the states of images. It begins with the current state of each image. */
export const imageStates: WarehouseMigration = {
  name: IMAGE_STATES_MIGRATION,
  statements: [
    createTable(factImageState),
    `INSERT INTO warehouse.fact_image_state (image_id, row_version, status, review_decision, valid_from)
 SELECT image_id, row_version, status, review_decision,
 COALESCE(CASE WHEN op = 'U' THEN COALESCE(reviewed_at, processed_at) WHEN op = 'D' THEN removed_at END, GETDATE())
 FROM warehouse.fact_image`,
    ...commentOn('TABLE', factImageState),
  ],
};
