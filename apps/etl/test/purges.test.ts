import { imageIdOf } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { BUCKET, processedImage, purgeImage, recordImages, removeImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

const GONE = {
  object_key: null,
  owner_id: null,
  sha256: null,
  perceptual_hash: null,
  dominant_color: null,
  alt_text: null,
  analysis_detail: null,
  rejection_message: null,
  warning: null,
  camera_make: null,
  camera_model: null,
  lens_model: null,
  captured_at: null,
  capture_zone: null,
  focal_length_mm: null,
  exposure_seconds: null,
  f_number: null,
  iso_speed: null,
  status: 'purged',
  is_deleted: true,
};

describeOnEachEngine('What the camera has written', (engine) => {
  test('is loaded unchanged, and visible to those who may see it', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      await runEtl(etlOf(warehouse, metadata));
      const sql = `SELECT camera_make, camera_model, CAST(captured_at AS VARCHAR(26)) AS captured_at,
 capture_zone, focal_length_mm, exposure_seconds, f_number, iso_speed FROM analytics.v_image_camera`;
      expect(await warehouse.select(sql)).toEqual([
        {
          camera_make: 'Google',
          camera_model: 'Pixel 4a',
          captured_at: '2022-08-22 20:30:46.023',
          capture_zone: '+02:00',
          focal_length_mm: '4.400',
          exposure_seconds: '0.00003125',
          f_number: '1.700',
          iso_speed: 47,
        },
      ]);
      await expectBothSidesEqual(warehouse, metadata);
    }));
});

describeOnEachEngine('A purge', (engine) => {
  test('leaves nothing personal, and keeps what the counts of history need', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      await runEtl(etlOf(warehouse, metadata));
      await purgeImage(metadata, 'a');
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT * FROM warehouse.fact_image')).toMatchObject([
        {
          ...GONE,
          image_id: imageIdOf(BUCKET, 'a'),
          uploaded_day: '2026-11-20',
          byte_count: 5000,
          media_type: 'image/jpeg',
          upload_channel: 'presigned-post',
        },
      ]);
      expect(await warehouse.select('SELECT * FROM warehouse.bridge_image_label')).toEqual([]);
      expect(await warehouse.select('SELECT * FROM warehouse.dim_owner')).toEqual([]);
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('takes an owner with the last image only', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      await runEtl(etlOf(warehouse, metadata));
      await purgeImage(metadata, 'a');
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT uploaded_by FROM warehouse.dim_owner')).toEqual([
        { uploaded_by: 'ada@example.org' },
      ]);
      await removeImage(metadata, 'b');
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT uploaded_by FROM warehouse.dim_owner')).toEqual([]);
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('of an image that the warehouse never had leaves a permanent tombstone', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      await purgeImage(metadata, 'a');
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT * FROM warehouse.fact_image')).toMatchObject([
        { ...GONE, uploaded_day: null, byte_count: null },
      ]);
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('and a removal in one batch with the image, or in one after it, end the same', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['at once', 'later']);
      await removeImage(metadata, 'at once');
      await purgeImage(metadata, 'at once');
      await runEtl(etlOf(warehouse, metadata));
      await removeImage(metadata, 'later');
      await runEtl(etlOf(warehouse, metadata));
      await purgeImage(metadata, 'later');
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT * FROM warehouse.fact_image')).toMatchObject([
        GONE,
        GONE,
      ]);
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('does not block a later image with the same key', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      await runEtl(etlOf(warehouse, metadata));
      await purgeImage(metadata, 'a');
      await metadata.recordProcessed(processedImage('a', { width: 9 }));
      await runEtl(etlOf(warehouse, metadata));
      expect(await warehouse.select('SELECT width, is_deleted FROM warehouse.fact_image')).toEqual([
        { width: 9, is_deleted: false },
      ]);
      await expectBothSidesEqual(warehouse, metadata);
    }));
});
