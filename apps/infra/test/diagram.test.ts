import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawDiagram } from '../src/diagram/draw-diagram.ts';
import { systemGraph } from '../src/diagram/system-graph.ts';
import { broken, readSynthesised } from './templates.ts';

const { dev, full } = readSynthesised();
const IMAGE = join(import.meta.dirname, '../../../docs/architecture.svg');

function labelled(graph: ReturnType<typeof systemGraph>) {
  const name = (place: string) => graph.nodes.find((node) => node.place === place)?.lines[0];
  return graph.edges.map(({ from, to, label }) => `${name(from)} → ${name(to)} ${label}`.trim());
}

test('The image in the documents is that of the templates: npx nx run infra:diagram', async () => {
  expect(await drawDiagram(dev)).toBe(readFileSync(IMAGE, 'utf8'));
});

test('It shows the path of an image and of its facts', () => {
  expect(labelled(systemGraph(dev))).toEqual(
    expect.arrayContaining([
      'Originals → Originals topic events',
      'Originals topic → Thumbnailer queue',
      'Originals topic → Thumbnailer bulk queue',
      'Thumbnailer queue → Dead letters given up',
      'Thumbnailer bulk queue → Dead letters given up',
      'Thumbnailer queue → Thumbnailer batches of 10',
      'Thumbnailer bulk queue → Thumbnailer batches of 5',
      'Failures → Thumbnailer bulk queue put back',
      'Originals → Thumbnailer read',
      'Dead letters → Failures batches of 10',
      'Purge → Retention',
      'Thumbnailer → Thumbnails write',
      'Thumbnailer → Rekognition asks',
      'Thumbnailer → Aurora MySQL SQL, by IAM',
      'Etl → Staged data write',
      'Staged data → Redshift Serverless COPY',
      'Changes → Etl',
    ]),
  );
});

test('It shows which function invokes which, where a stage sends webhooks', () => {
  expect(labelled(systemGraph(full))).toEqual(
    expect.arrayContaining([
      'Webhooks sender → Webhooks deliveries invokes',
      'Webhooks deliveries → Aurora MySQL SQL, by IAM',
    ]),
  );
});

test('A removed connection disappears from it', async () => {
  const without = broken(
    dev,
    'AWS::SNS::Subscription',
    (properties) => delete properties['TopicArn'],
  );
  expect(labelled(systemGraph(without))).not.toContain('Originals topic → Thumbnailer queue');
  expect(await drawDiagram(without)).not.toBe(readFileSync(IMAGE, 'utf8'));
});
