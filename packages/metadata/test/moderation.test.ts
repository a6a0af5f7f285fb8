import { describe, expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import {
  BUCKET,
  KEY,
  outboxOf,
  processedImage,
  rejectedImage,
  removedImage,
  sequencer,
} from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const imageId = imageIdOf(BUCKET, KEY);
const FLAGGED = { moderationVerdict: 'flag', moderationPolicy: '0123456789abcdef' } as const;
const HELD = { ...FLAGGED, moderationVerdict: 'quarantine' } as const;
const REVIEW = { imageId, reviewedBy: 'ann', reason: 'It is a painting.' } as const;

describeOnEachEngine('Moderation', (engine) => {
  const context = useMetadata(engine);
  const find = async () => (await context.metadata.findImage(imageId)) ?? expect.fail('no image');
  const record = (changes = {}) => context.metadata.recordProcessed(processedImage(changes));
  const quarantine = (changes = {}) =>
    context.metadata.recordQuarantined(processedImage({ ...HELD, ...changes }));

  describe('A quarantined image', () => {
    test('has its labels and its verdict, and no renditions', async () => {
      await quarantine();
      const image = await find();
      expect(image).toMatchObject({ status: 'quarantined', ...HELD, renditions: [] });
      expect(image.moderationLabels).toHaveLength(1);
    });

    test('allows a twin to reuse its labels without paying again', async () => {
      await quarantine();
      const twin = await context.metadata.findAnalysedBySha256(processedImage().sha256);
      expect(twin?.imageId).toBe(imageId);
    });

    test('may replace a rejected one after a redrive', async () => {
      await context.metadata.recordRejected(rejectedImage());
      expect(await quarantine()).toMatchObject({ outcome: 'written', replacedStatus: 'rejected' });
      expect(await find()).toMatchObject({ status: 'quarantined', rejectionCode: null });
    });

    test('loses its verdict and its review with the next event', async () => {
      await quarantine();
      await context.metadata.recordReview({ ...REVIEW, decision: 'reject' });
      const next = await record({ sequencer: sequencer(2) });
      expect(next).toMatchObject({ outcome: 'written', replacedStatus: 'quarantined' });
      expect(await find()).toMatchObject({
        status: 'processed',
        moderationVerdict: null,
        reviewDecision: null,
        reviewedAt: null,
      });
    });

    test('leaves only a tombstone when it is removed', async () => {
      await quarantine();
      await context.metadata.recordReview({ ...REVIEW, decision: 'reject' });
      expect(await context.metadata.removeQuarantined(imageId)).toBe(true);
      expect(await find()).toMatchObject({
        status: 'removed',
        sha256: null,
        moderationVerdict: null,
        labels: [],
        moderationLabels: [],
      });
      expect(await context.metadata.listReviews(imageId)).toEqual([]);
      expect((await outboxOf(context.metadata)).map(({ op }) => op)).toEqual(['U', 'U', 'D']);
      expect(await context.metadata.removeQuarantined(imageId)).toBe(false);
    });
  });

  describe('A verdict', () => {
    const verdict = (rowVersion: number, status: 'processed' | 'quarantined') =>
      context.metadata.recordVerdict({ imageId, rowVersion, ...HELD, status });

    test('is a new version with an outbox row, and deletes the renditions', async () => {
      await record();
      const { rowVersion } = await find();
      expect(await verdict(rowVersion, 'quarantined')).toBe('written');
      const image = await find();
      expect(image).toMatchObject({ ...HELD, status: 'quarantined', renditions: [] });
      expect(image.rowVersion).toBeGreaterThan(rowVersion);
      const marks = await outboxOf(context.metadata);
      expect(marks.map((mark) => mark.rowVersion)).toEqual([rowVersion, image.rowVersion]);
    });

    test('on an outdated version changes nothing', async () => {
      await record();
      const before = await find();
      expect(await verdict(before.rowVersion - 1, 'quarantined')).toBe('stale');
      expect(await find()).toEqual(before);
    });
  });

  describe('A review', () => {
    test('is recorded on the row and in the reviews, with what was reviewed', async () => {
      await quarantine();
      const review = { ...REVIEW, decision: 'approve' } as const;
      expect(await context.metadata.recordReview(review)).toBe('written');
      const { reviewedAt } = await find();
      expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'approve' });
      expect(await context.metadata.listReviews(imageId)).toEqual([
        {
          decision: 'approve',
          reviewedBy: 'ann',
          reason: 'It is a painting.',
          reviewedAt,
          sha256: processedImage().sha256,
          ...HELD,
        },
      ]);
    });

    test('counts once, and is not overridden by the opposite decision', async () => {
      await quarantine();
      const review = (decision: 'approve' | 'reject') =>
        context.metadata.recordReview({ ...REVIEW, decision });
      expect(await Promise.all([review('approve'), review('approve')])).toContain('written');
      expect(await review('approve')).toBe('repeat');
      expect(await review('reject')).toBe('decided-otherwise');
      expect(await context.metadata.listReviews(imageId)).toHaveLength(1);
    });

    test('that rejects a flagged image quarantines it', async () => {
      await record(FLAGGED);
      await context.metadata.recordReview({ ...REVIEW, decision: 'reject' });
      expect(await find()).toMatchObject({ status: 'quarantined', renditions: [] });
    });

    test.each([
      ['was never moderated', () => record()],
      ['is allowed', () => record({ ...FLAGGED, moderationVerdict: 'allow' })],
      ['was removed', () => context.metadata.recordRemoved(removedImage())],
    ])('of an image that %s changes nothing', async (_, prepare) => {
      await prepare();
      const outcome = await context.metadata.recordReview({ ...REVIEW, decision: 'reject' });
      expect(outcome).toBe('nothing-to-review');
      expect(await context.metadata.listReviews(imageId)).toEqual([]);
    });

    test.each([
      [{ decision: 'ban' }, 'Expected one of approve, reject for decision but received "ban"'],
      [{ reason: '' }, 'Expected at least 1 characters for reason but received ""'],
      [{ imageId: 'x' }, 'Expected 32 lower-case hexadecimal digits for imageId but received "x"'],
    ])('is rejected when it is invalid: %j', async (changes, message) => {
      const review = { ...REVIEW, decision: 'approve', ...changes };
      await expect(context.metadata.recordReview(review as never)).rejects.toThrow(message);
    });
  });

  test('Images are listed for moderation once they are analysed, until they are removed', async () => {
    await quarantine();
    await record({ key: 'a.jpg' });
    await record({ key: 'tiny.jpg', analysisStatus: 'skipped' });
    await context.metadata.recordRejected(rejectedImage({ key: 'notes.txt' }));
    expect(await context.metadata.countJudgeable()).toBe(2);
    const [first] = await context.metadata.listJudgeable({ after: '', limit: 1 });
    const rest = await context.metadata.listJudgeable({ after: first?.imageId ?? '', limit: 9 });
    expect([first?.key, ...rest.map(({ key }) => key)].toSorted()).toEqual([KEY, 'a.jpg']);
  });
});
