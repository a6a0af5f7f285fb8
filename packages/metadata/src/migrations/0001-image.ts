import type { Migration } from 'kysely/migration';
import { createTable, type Engine } from '../database/create-table.ts';

/** Creates the tables of images and their parts, and the outbox. */
export function image(engine: Engine): Migration {
  const { time, text, bigint } = engine.types;
  return {
    async up(db) {
      await createTable(db, engine, 'image', {
        columns: (table) =>
          table
            .addColumn('image_id', 'varchar(32)', (column) => column.primaryKey())
            .addColumn('bucket', 'varchar(255)', (column) => column.notNull())
            .addColumn('object_key', 'varchar(1024)', (column) => column.notNull())
            .addColumn('version_id', 'varchar(1024)')
            .addColumn('etag', 'varchar(128)')
            .addColumn('sequencer', 'varchar(64)', (column) => column.notNull())
            .addColumn('status', 'varchar(16)', (column) => column.notNull())
            .addColumn('sha256', 'varchar(64)')
            .addColumn('media_type', 'varchar(127)')
            .addColumn('byte_count', bigint)
            .addColumn('width', bigint)
            .addColumn('height', bigint)
            .addColumn('frame_count', bigint)
            .addColumn('thumb_hash', 'varchar(64)')
            .addColumn('perceptual_hash', 'varchar(16)')
            .addColumn('dominant_colors', text)
            .addColumn('analysis_status', 'varchar(16)')
            .addColumn('analysis_detail', 'varchar(1000)')
            .addColumn('alt_text', text)
            .addColumn('alt_text_source', 'varchar(16)')
            .addColumn('alt_text_model', 'varchar(255)')
            .addColumn('uploaded_by', 'varchar(255)')
            .addColumn('uploaded_through', 'varchar(32)')
            .addColumn('rejection_code', 'varchar(64)')
            .addColumn('rejection_message', 'varchar(1000)')
            .addColumn('warning', 'varchar(1000)')
            .addColumn('uploaded_at', time)
            .addColumn('processed_at', time)
            .addColumn('removed_at', time)
            .addColumn('expires_at', time, (column) => column.notNull())
            .addColumn('row_version', bigint, (column) => column.notNull()),
        indexes: {
          image_sha256: ['sha256'],
          image_expires_at: ['expires_at'],
          image_uploaded_at: ['uploaded_at', 'image_id'],
          image_status: ['status', 'uploaded_at', 'image_id'],
        },
      });
      await createTable(db, engine, 'rendition', {
        columns: (table) =>
          table
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('name', 'varchar(64)', (column) => column.notNull())
            .addColumn('object_key', 'varchar(1024)', (column) => column.notNull())
            .addColumn('media_type', 'varchar(127)', (column) => column.notNull())
            .addColumn('width', bigint, (column) => column.notNull())
            .addColumn('height', bigint, (column) => column.notNull())
            .addColumn('byte_count', bigint, (column) => column.notNull())
            .addPrimaryKeyConstraint('rendition_pk', ['image_id', 'name']),
        indexes: {},
      });
      await createTable(db, engine, 'image_label', {
        columns: (table) =>
          table
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('kind', 'varchar(16)', (column) => column.notNull())
            .addColumn('position', 'integer', (column) => column.notNull())
            .addColumn('name', 'varchar(255)', (column) => column.notNull())
            .addColumn('confidence', 'double precision', (column) => column.notNull())
            .addColumn('parents', text, (column) => column.notNull())
            .addColumn('taxonomy_level', 'integer')
            .addColumn('model_version', 'varchar(255)', (column) => column.notNull())
            .addPrimaryKeyConstraint('image_label_pk', ['image_id', 'kind', 'position']),
        indexes: {},
      });
      await createTable(db, engine, 'outbox', {
        columns: (table) =>
          table
            .addColumn('seq', engine.types.sequence, (column) =>
              column.autoIncrement().primaryKey(),
            )
            .addColumn('image_id', 'varchar(32)', (column) => column.notNull())
            .addColumn('row_version', bigint, (column) => column.notNull())
            .addColumn('op', 'varchar(1)', (column) => column.notNull())
            .addColumn('created_at', time, (column) => column.notNull())
            .addColumn('batch_id', 'varchar(64)'),
        indexes: { outbox_batch: ['batch_id', 'seq'] },
      });
    },
  };
}
