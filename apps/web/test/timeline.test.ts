import type { ImageSummary } from '@miniatura/api-contract';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  dayAt,
  filterOfAddress,
  NO_FILTER,
  queryOf,
  requestOf,
} from '../src/images/image-filter.ts';
import { justifyRows, tileRatio } from '../src/timeline/justify-rows.ts';
import { formatPlace, parsePlace } from '../src/timeline/place-in-address.ts';
import { planTimeline } from '../src/timeline/plan-timeline.ts';
import { blockAt, positionsOf } from '../src/timeline/timeline-layout.ts';
import { createTimelineStore, keepUnchanged } from '../src/timeline/timeline-store.ts';

function image(imageId: string, uploadedAt: string, processedAt = '1') {
  return { imageId, uploadedAt, processedAt, status: 'processed', altText: null } as ImageSummary;
}

describe('rows of images', () => {
  const options = { width: 1000, rowHeight: 200, gap: 10, fillsLastRow: false };

  test('fill the width, and keep each image in its proportions', () => {
    const ratios = [1.5, 0.75, 2, 1, 1, 3, 0.5, 1.5, 1.5];
    const { boxes } = justifyRows(ratios, options);
    expect(boxes).toHaveLength(ratios.length);
    boxes.forEach(({ width, height }, index) => expect(width / height).toBeCloseTo(ratios[index]!));
    const rows = Map.groupBy(boxes, ({ top }) => top);
    for (const row of [...rows.values()].slice(0, -1)) {
      const last = row.at(-1);
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1000);
    }
  });

  test('end with a row that is not stretched, unless the day continues', () => {
    expect(justifyRows([1], options).boxes[0]?.height).toBe(200);
    expect(justifyRows([3], { ...options, fillsLastRow: true }).boxes[0]?.width).toBe(1000);
    expect(justifyRows([], options)).toEqual({ boxes: [], height: 0 });
  });

  test.each([
    [null, null, 1],
    [400, 200, 2],
    [10_000, 10, 4],
    [10, 10_000, 0.4],
  ])('draw %s by %s pixels as %s wide', (width, height, ratio) => {
    expect(tileRatio(width, height)).toBe(ratio);
  });
});

test('a timeline has the oldest day first, or no days, in other orders', () => {
  const days = [
    { day: '2026-11-22', count: 3 },
    { day: '2026-11-20', count: 120 },
  ];
  expect(planTimeline(days, 'oldest').map(({ key }) => key)).toEqual([
    '2026-11-20.0',
    '2026-11-20.100',
    '2026-11-22.0',
  ]);
  const byName = planTimeline(days, 'name');
  expect(byName.map(({ key, count, day }) => [key, count, day])).toEqual([
    ['all.0', 100, null],
    ['all.100', 23, null],
  ]);
  expect(byName.map(({ page }) => page)).toEqual([{ offset: 0 }, { offset: 100 }]);
  expect(parsePlace('all.100.0.2500')).toEqual({ key: 'all.100', fraction: 0.25 });
});

test('days with few images are fetched together, a day with many in parts', () => {
  const blocks = planTimeline([
    { day: '2026-11-22', count: 3 },
    { day: '2026-11-20', count: 70 },
    { day: '2026-11-19', count: 250 },
    { day: '2026-11-01', count: 1 },
  ]);
  expect(blocks.map(({ key, count }) => [key, count])).toEqual([
    ['2026-11-22.0', 3],
    ['2026-11-20.0', 70],
    ['2026-11-19.0', 100],
    ['2026-11-19.100', 100],
    ['2026-11-19.200', 50],
    ['2026-11-01.0', 1],
  ]);
  expect(blocks.map(({ page }) => `${page.from} ${page.to} ${page.offset}`)).toEqual([
    '2026-11-20 2026-11-22 0',
    '2026-11-20 2026-11-22 0',
    '2026-11-19 2026-11-19 0',
    '2026-11-19 2026-11-19 100',
    '2026-11-19 2026-11-19 200',
    '2026-11-01 2026-11-01 0',
  ]);
});

test('a place is found among blocks, empty ones too', () => {
  const positions = positionsOf([100, 0, 300]);
  expect(positions).toEqual([0, 100, 100, 400]);
  expect([-5, 0, 99, 100, 1000].map((y) => blockAt(positions, y))).toEqual([0, 0, 0, 2, 2]);
  expect(blockAt(positionsOf([]), 10)).toBe(0);
});

test('a store asks once for images that are needed, and again where a day has changed', async () => {
  let days = [
    { day: '2026-11-22', count: 1 },
    { day: '2026-11-20', count: 1 },
  ];
  const images = [image('b', '2026-11-22T10:00:00Z'), image('a', '2026-11-20T10:00:00Z')];
  const asked: unknown[] = [];
  const api = {
    imageDays: async () => ({ days }),
    listImages: async (query: object) => {
      asked.push(query);
      return { images: [...images], nextCursor: null };
    },
  };
  const store = createTimelineStore({ api, filter: { ...NO_FILTER, label: 'Dog', zone: 'utc' } });
  await store.refresh([]);
  expect(asked).toEqual([
    {
      ...{ label: 'Dog', from: '2026-11-20', to: '2026-11-22', offset: 0, limit: 100 },
      utcOffsetMinutes: 0,
    },
  ]);
  const [newest, oldest] = store.blocks() ?? [];
  expect(store.imagesOf(newest!)?.map(({ imageId }) => imageId)).toEqual(['b']);
  await store.need([newest!, oldest!]);
  expect(asked).toHaveLength(1);

  days = [{ day: '2026-11-22', count: 2 }];
  images.unshift(image('c', '2026-11-22T11:00:00Z'));
  await store.refresh([]);
  expect(store.imagesOf(store.blocks()![0]!)?.map(({ imageId }) => imageId)).toEqual(['c', 'b']);
});

test('days are those of the user, unless they come from the dashboard', () => {
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-330);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(requestOf(NO_FILTER)).toEqual({ utcOffsetMinutes: 330 });
  expect(requestOf({ ...NO_FILTER, zone: 'utc' })).toEqual({ utcOffsetMinutes: 0 });
  expect(dayAt('2026-11-21T18:29:59Z', 330)).toBe('2026-11-21');
  expect(dayAt('2026-11-21T18:30:00Z', 330)).toBe('2026-11-22');
});

test('a store keeps its images while the server is unavailable, and reports it', async () => {
  let isAway = false;
  const answer = <T>(value: T) =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(value);
  const store = createTimelineStore({
    api: {
      imageDays: () => answer({ days: [{ day: '2026-11-22', count: 1 }] }),
      listImages: () => answer({ images: [image('a', '2026-11-22T10:00:00Z')], nextCursor: null }),
    },
    filter: NO_FILTER,
  });
  await store.refresh([]);
  isAway = true;
  await store.refresh([]);
  expect(store.error()).toEqual(new Error('away'));
  expect(store.imagesOf(store.blocks()![0]!)).toHaveLength(1);
});

test('images that did not change stay the objects they are', () => {
  const old = image('a', '2026-11-20');
  const merged = keepUnchanged([old], [image('a', '2026-11-20'), image('b', '2026-11-21')]);
  expect(merged[0]).toBe(old);
  const changed = image('a', '2026-11-20', '2');
  expect(keepUnchanged([old], [changed])[0]).toBe(changed);
});

test('the address contains the filter and the position, and invalid ones are ignored', () => {
  const filter = { ...NO_FILTER, status: 'rejected', label: 'A & B' } as const;
  expect(filterOfAddress(queryOf(filter))).toEqual(filter);
  expect(filterOfAddress({ status: 'toString', from: 'yesterday' })).toEqual(NO_FILTER);
  const place = { key: '2026-11-21.100', fraction: 0.25 };
  expect(parsePlace(formatPlace(place))).toEqual(place);
  expect(parsePlace('<script>')).toBe(null);
  expect(parsePlace(null)).toBe(null);
});
