import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, test } from 'vitest';
import { formatTraceHeader, parseTraceHeader, Tracer, tracerOf } from '../src/index.ts';

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const UPLOAD = { traceId: '1-5759e988-bd862e3fe1be46a994272793', parentId: '53995c3f42cd8ad8' };
const ID = expect.stringMatching(/^[0-9a-f]{16}$/) as string;

function recorder() {
  const sent: object[] = [];
  const tracer = new Tracer('thumbnailer', async (segment) => void sent.push(segment));
  return { sent, tracer };
}

describe('A tracing header', () => {
  it('is parsed and formatted', () => {
    expect(parseTraceHeader(HEADER)).toEqual(UPLOAD);
    expect(parseTraceHeader(HEADER.replaceAll(';', '; '))).toEqual(UPLOAD);
    expect(formatTraceHeader(UPLOAD)).toBe(HEADER);
  });

  it.each([
    ['that is missing', undefined],
    ['of a trace that is not sampled', HEADER.replace('Sampled=1', 'Sampled=0')],
    ['without a sampling decision', HEADER.replace(';Sampled=1', '')],
    ['without a parent', HEADER.replace('Parent=53995c3f42cd8ad8;', '')],
    ['with another root', HEADER.replace('1-5759e988', '2-5759e988')],
    ['that is no header', '=;=='],
  ])('%s traces nothing', (_, header) => {
    expect(parseTraceHeader(header)).toBeUndefined();
  });
});

describe('A tracer', () => {
  it('adds a segment with steps and annotations to the trace of an upload', async () => {
    const { sent, tracer } = recorder();
    const read = tracer.step('read original', async (key: string) => key.length);
    const own = await tracer.trace(UPLOAD, async (header) => {
      await read('cat.jpg');
      tracer.annotate({ imageId: 'a1' });
      return header;
    });
    expect(sent).toEqual([
      {
        ...{ name: 'thumbnailer', id: own?.parentId, annotations: { imageId: 'a1' } },
        ...{ trace_id: UPLOAD.traceId, parent_id: UPLOAD.parentId },
        ...{ start_time: expect.any(Number) as number, end_time: expect.any(Number) as number },
        subsegments: [expect.objectContaining({ id: ID, name: 'read original' })],
      },
    ]);
    expect(own?.traceId).toBe(UPLOAD.traceId);
  });

  it('keeps the steps of segments apart that are open at the same time', async () => {
    const { sent, tracer } = recorder();
    const gate = Promise.withResolvers<void>();
    const wait = tracer.step('wait', () => gate.promise);
    const other = { ...UPLOAD, traceId: '1-67891233-abcdef012345678912345678' };
    const [first, second] = [
      tracer.trace(UPLOAD, wait),
      tracer.trace(other, async () => gate.resolve()),
    ];
    await Promise.all([first, second]);
    const steps = (sent as { trace_id: string; subsegments?: object[] }[]).map(
      ({ trace_id, subsegments = [] }) => [trace_id, subsegments.length],
    );
    expect(Object.fromEntries(steps)).toEqual({ [UPLOAD.traceId]: 1, [other.traceId]: 0 });
  });

  it('marks a segment and a step that fail, and throws their error', async () => {
    const { sent, tracer } = recorder();
    const fail = tracer.step('write row', () => Promise.reject(new Error('database gone')));
    await expect(tracer.trace(UPLOAD, () => fail())).rejects.toThrow('database gone');
    expect(sent).toEqual([
      expect.objectContaining({
        fault: true,
        subsegments: [expect.objectContaining({ name: 'write row', fault: true })],
      }),
    ]);
  });

  it('only runs the work without a header, and without a sender', async () => {
    const { sent, tracer } = recorder();
    expect(await tracer.trace(undefined, async (own) => [own])).toEqual([undefined]);
    expect(await tracer.step('step', async () => 1)()).toBe(1);
    expect(sent).toEqual([]);
    expect(await tracerOf('etl', undefined).trace(UPLOAD, async (own) => [own])).toEqual([
      undefined,
    ]);
  });
});

test('Segments reach the daemon by UDP, after its header', async () => {
  const daemon = createSocket('udp4');
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const received = once(daemon, 'message');
  const { port } = daemon.address() as AddressInfo;
  const tracer = tracerOf('etl', `127.0.0.1:${port}`);
  await tracer.record(UPLOAD, { startMs: 1000, endMs: 2500, annotations: { batchId: 'b1' } });
  const [message] = (await received) as [Buffer];
  daemon.close();
  const [header, document = ''] = message.toString().split('\n');
  expect(header).toBe('{"format":"json","version":1}');
  expect(JSON.parse(document)).toEqual({
    ...{ name: 'etl', id: ID, trace_id: UPLOAD.traceId, parent_id: UPLOAD.parentId },
    ...{ start_time: 1, end_time: 2.5, annotations: { batchId: 'b1' } },
  });
});

test.each(['127.0.0.1:9', 'tcp:127.0.0.1:2000 udp:127.0.0.1:2001', '127.0.0.1:0'])(
  'A daemon that does not exist, or has an invalid address, affects nothing: %s',
  async (address) => {
    const tracer = tracerOf('etl', address);
    expect(await tracer.trace(UPLOAD, async () => 'done')).toBe('done');
  },
);
