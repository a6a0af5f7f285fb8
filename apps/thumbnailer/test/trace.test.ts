import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

const UPLOAD = { trace_id: '1-5759e988-bd862e3fe1be46a994272793', parent_id: '53995c3f42cd8ad8' };
const HEADER = `Root=${UPLOAD.trace_id};Parent=${UPLOAD.parent_id};Sampled=1`;

let daemon: Socket;
let running: RunningThumbnailer;
beforeEach(async () => {
  daemon = createSocket('udp4');
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const { port } = daemon.address() as AddressInfo;
  running = await startThumbnailer({ traceDaemon: `127.0.0.1:${port}` });
});
afterEach(async () => {
  daemon.close();
  await running.stop();
});

interface Segment {
  readonly id: string;
  readonly subsegments: readonly { readonly name: string }[];
}

/** The segment that the next datagram contains. */
async function nextSegment(): Promise<Segment> {
  const [datagram] = (await once(daemon, 'message')) as [Buffer];
  return JSON.parse(datagram.toString().split('\n')[1] ?? '') as Segment;
}

function traced(body: unknown, AWSTraceHeader: string): SQSEvent {
  const record = sqsEvent([body]).Records[0] as SQSRecord;
  return { Records: [{ ...record, attributes: { ...record.attributes, AWSTraceHeader } }] };
}

async function traceHeaders() {
  return (await running.metadata.db.selectFrom('outbox').select('traceHeader').execute()).map(
    ({ traceHeader }) => traceHeader,
  );
}

test('The trace of an upload gets the steps of its image, and goes on to the ETL', async () => {
  await running.put('cat.jpg', await drawImage());
  const [message] = await running.takeMessages(1);
  const sent = nextSegment();
  await running.handlerWith()(traced(message, HEADER));
  const segment = await sent;
  expect(segment).toMatchObject({
    ...{ name: 'thumbnailer', ...UPLOAD },
    annotations: { outcome: 'processed', imageId: expect.any(String) as string },
  });
  expect(new Set(segment.subsegments.map(({ name }) => name))).toEqual(
    new Set(['read original', 'analyse', 'describe', 'put thumbnail']),
  );
  expect(await traceHeaders()).toEqual([`Root=${UPLOAD.trace_id};Parent=${segment.id};Sampled=1`]);
});

test('A trace that is not sampled is not stored', async () => {
  await running.put('cat.jpg', await drawImage());
  const [message] = await running.takeMessages(1);
  await running.handlerWith()(traced(message, HEADER.replace('Sampled=1', 'Sampled=0')));
  expect(await traceHeaders()).toEqual([null]);
});
