import { expect, test } from 'vitest';
import { FairLanes } from '../src/fair-lanes.ts';

const LANES = ['urgent', 'batch', 'statement', 'port', 'idle'] as const;
type Lane = (typeof LANES)[number];

/** Takes all that waits; each entry takes as long as its name says. */
function orderOf(lanes: FairLanes<Lane, string>): string[] {
  const order: string[] = [];
  for (let next = lanes.shift(); next !== undefined; next = lanes.shift()) {
    order.push(next.entry);
    lanes.charge(next.lane, Number(/\d+/.exec(next.entry)?.[0]));
  }
  return order;
}

test('a flood in one lane delays another by one entry, and each lane keeps its order', () => {
  const lanes = new FairLanes<Lane, string>(LANES);
  for (const name of ['a', 'b', 'c', 'd']) lanes.push('port', `port 10 ${name}`);
  for (const name of ['a', 'b']) lanes.push('batch', `batch 10 ${name}`);
  expect(orderOf(lanes)).toEqual([
    'batch 10 a',
    'port 10 a',
    'batch 10 b',
    'port 10 b',
    'port 10 c',
    'port 10 d',
  ]);
});

test('lanes share time, not turns', () => {
  const lanes = new FairLanes<Lane, string>(LANES);
  for (const name of ['a', 'b']) lanes.push('batch', `batch 30 ${name}`);
  for (const name of ['a', 'b', 'c', 'd']) lanes.push('statement', `statement 10 ${name}`);
  expect(orderOf(lanes)).toEqual([
    'batch 30 a',
    'statement 10 a',
    'statement 10 b',
    'statement 10 c',
    'batch 30 b',
    'statement 10 d',
  ]);
});

test('a lane that was idle has saved nothing up', () => {
  const lanes = new FairLanes<Lane, string>(LANES);
  for (let count = 0; count < 100; count += 1) lanes.push('batch', 'batch 10');
  orderOf(lanes);
  for (const name of ['a', 'b', 'c']) lanes.push('port', `port 10 ${name}`);
  lanes.push('batch', 'batch 10 late');
  expect(orderOf(lanes).indexOf('batch 10 late')).toBeLessThan(2);
});

test('urgent entries run first, idle ones last, and removed ones do not run', () => {
  const lanes = new FairLanes<Lane, string>(LANES);
  lanes.push('idle', 'idle 10');
  lanes.push('batch', 'batch 10');
  lanes.push('urgent', 'urgent 10');
  lanes.push('port', 'port 10');
  expect(lanes.remove('port 10')).toBe(true);
  expect(lanes.remove('port 10')).toBe(false);
  expect(orderOf(lanes)).toEqual(['urgent 10', 'batch 10', 'idle 10']);
});
