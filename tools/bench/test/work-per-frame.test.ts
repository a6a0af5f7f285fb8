import { expect, test } from 'vitest';
import { type TraceEvent, workPerFrame } from '../src/page/work-per-frame.ts';

function event(name: string, ts: number, dur?: number, tid = 1): TraceEvent {
  return {
    name,
    ts,
    tid,
    pid: 1,
    ph: dur === undefined ? 'b' : 'X',
    ...(dur && { dur, tdur: dur / 2 }),
  };
}

test('the work of a frame is the processor time of its outermost events, without painting and without other threads', () => {
  const events = [
    event('AnimationFrame', 0),
    event('FireAnimationFrame', 1000, 4000),
    event('FunctionCall', 2000, 2000),
    event('Layout', 6000, 1000),
    event('Paint', 8000, 5000),
    event('FunctionCall', 1000, 9000, 2),
    event('AnimationFrame', 16_000),
    event('AnimationFrame', 32_000),
    event('AnimationFrame', 0, undefined, 2),
  ];
  expect(workPerFrame(events)).toEqual([2.5, 0]);
  expect(workPerFrame([])).toEqual([]);
});
