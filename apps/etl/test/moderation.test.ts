import { imageIdOf } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { beforeEach, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { BUCKET, processedImage } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const HELD = { moderationVerdict: 'quarantine', moderationPolicy: '0123456789abcdef' } as const;
const VIEW = `SELECT moderation_verdict, moderation_policy, review_decision, image_count,
 waiting_count FROM analytics.v_moderation_verdicts_daily ORDER BY 1, 3`;

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

describeOnEachEngine('Moderation', (engine) => {
  test('is in the warehouse with its reviews, and both sides agree', () =>
    withSource(engine, async (metadata) => {
      for (const key of ['waiting.jpg', 'rejected.jpg', 'flagged.jpg', 'small.jpg']) {
        const { renditions: _, ...image } = processedImage(key);
        if (key === 'small.jpg') await metadata.recordProcessed(processedImage(key));
        else if (key === 'flagged.jpg') {
          const flagged = { ...HELD, moderationVerdict: 'flag' } as const;
          await metadata.recordProcessed(processedImage(key, flagged));
        } else await metadata.recordQuarantined({ ...image, ...HELD });
      }
      await runEtl(etlOf(warehouse, metadata));
      await metadata.recordReview({
        imageId: imageIdOf(BUCKET, 'rejected.jpg'),
        decision: 'reject',
        reviewedBy: 'ann',
        reason: 'It is what it seems.',
      });
      await runEtl(etlOf(warehouse, metadata));

      const policy = { moderation_policy: HELD.moderationPolicy, image_count: 1 };
      const held = { moderation_verdict: 'quarantine', ...policy };
      expect(await warehouse.select(VIEW)).toEqual([
        { moderation_verdict: 'flag', ...policy, review_decision: null, waiting_count: 0 },
        { ...held, review_decision: 'reject', waiting_count: 0 },
        { ...held, review_decision: null, waiting_count: 1 },
      ]);
      const stored = 'SELECT SUM(image_count) AS n FROM analytics.v_storage_daily';
      expect(Number((await warehouse.select(stored))[0]?.['n'])).toBe(3);
      const reviewed = `SELECT status, review_decision, reviewed_at IS NOT NULL AS is_dated
        FROM analytics.v_image WHERE review_decision IS NOT NULL`;
      expect(await warehouse.select(reviewed)).toEqual([
        { status: 'quarantined', review_decision: 'reject', is_dated: true },
      ]);
      await expectBothSidesEqual(warehouse, metadata);
    }));
});
