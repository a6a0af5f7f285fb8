import type { ImageSummary } from '@miniatura/api-contract';
import { expect, test } from 'vitest';
import { createSelection } from '../src/selection/create-selection.ts';
import { distinctNames } from '../src/selection/download-archive.ts';
import { selectRange } from '../src/selection/select-in-timeline.ts';
import { planTimeline } from '../src/timeline/plan-timeline.ts';

const imageOf = (imageId: string) => ({ imageId, name: `${imageId}.jpg` }) as ImageSummary;
function idsOf(selection: ReturnType<typeof createSelection>) {
  return selection.images().map(({ imageId }) => imageId);
}
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(imageOf) as [
  ImageSummary,
  ImageSummary,
  ImageSummary,
  ImageSummary,
];

test('A range replaces the earlier range from the same anchor', () => {
  const selection = createSelection();
  selection.toggle(D);
  selection.toggle(A);
  selection.setRange([A, B, C]);
  expect(idsOf(selection)).toEqual(['d', 'a', 'b', 'c']);
  selection.setRange([A, B]);
  expect(idsOf(selection)).toEqual(['d', 'a', 'b']);
});

test('A range from an image that is no longer chosen is no longer chosen either', () => {
  const selection = createSelection();
  selection.choose([A, B, C, D]);
  selection.toggle(B);
  selection.setRange([B, C]);
  expect(idsOf(selection)).toEqual(['a', 'd']);
  selection.clear();
  expect(selection.isActive()).toBe(false);
});

test('A range fetches the images between its ends', async () => {
  const [newest, middle, oldest] = planTimeline([
    { day: '2026-11-21', count: 90 },
    { day: '2026-11-20', count: 90 },
    { day: '2026-11-19', count: 90 },
  ]);
  const blocks = [newest!, middle!, oldest!];
  const fetched = new Map([
    [newest, [A]],
    [oldest, [D]],
  ]);
  const store = {
    blocks: () => blocks,
    imagesOf: (block: (typeof blocks)[number]) => fetched.get(block),
    need: async () => void fetched.set(middle, [B, C]),
  };
  const selection = createSelection();
  selection.toggle(D);
  await selectRange(selection, store, A);
  expect(idsOf(selection).toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

test('Names in an archive are distinct, whatever their case', () => {
  expect(distinctNames(['a.jpg', 'A.jpg', 'a (2).jpg', 'b', 'b', '.x', '.x'])).toEqual([
    'a.jpg',
    'A (2).jpg',
    'a (2) (2).jpg',
    'b',
    'b (2)',
    '.x',
    '.x (2)',
  ]);
});
