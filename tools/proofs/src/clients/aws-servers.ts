import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients, type Endpoints } from '@miniatura/local';
import { LOCAL_MODEL_ID } from '@miniatura/local-bedrock';
import { drawNumberedImage } from '../draw-numbered-image.ts';
import type { Draw } from './draw.ts';
import type { Effects } from './effects.ts';
import { bodyOf, hostileQueue } from './hostile-queue.ts';
import { attackOnHttp2 } from './http2-attacks.ts';
import { attackOn } from './http-attacks.ts';
import type { HttpRequest } from './http-request.ts';
import { callJson, jsonRequests, type JsonService } from './json-requests.ts';
import { HOSTILE_BUCKET, s3Requests } from './s3-requests.ts';
import type { ServerUnderAttack } from './server-under-attack.ts';

const portOf = (endpoint: string): number => Number(new URL(endpoint).port);

export async function s3Server(endpoints: Endpoints): Promise<ServerUnderAttack> {
  const requestOf = await s3Requests(endpoints.s3, endpoints);
  const { s3 } = awsClients(endpoints);
  const bytesAt = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: HOSTILE_BUCKET, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  return {
    name: 's3',
    port: portOf(endpoints.s3),
    exchangeOf: async (draw, index) => attackOn(await requestOf(draw, index), draw),
    check: async () => {
      const Body = 'checked';
      await s3.send(new PutObjectCommand({ Bucket: HOSTILE_BUCKET, Key: 'check', Body }));
      if (Buffer.from(await bytesAt('check')).toString() !== Body) throw new Error('Other bytes');
    },
    findLosses: async (effects) => {
      const found = new Set<string>();
      const losses: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: s3 },
        { Bucket: HOSTILE_BUCKET },
      )) {
        for (const { Key = '' } of Contents.filter(({ Key: key }) =>
          /^(put|form)-/.test(key ?? ''),
        )) {
          found.add(Key);
          if (!effects.isWhole(Key, await bytesAt(Key))) losses.push(`s3: ${Key} is there in part`);
        }
      }
      return [...losses, ...missing('s3', effects, found)];
    },
  };
}

export function missing(name: string, effects: Effects, found: ReadonlySet<string>) {
  return effects.acknowledged
    .filter((id) => !found.has(id))
    .map((id) => `${name}: ${id} was acknowledged and is gone`);
}

export async function sqsServer(endpoint: string): Promise<ServerUnderAttack> {
  const service = { endpoint, version: '1.0' };
  const queue = await hostileQueue(endpoint, 'hostile');
  const QueueUrl = queue.url;
  const send = (draw: Draw, index: number) => ({
    QueueUrl,
    MessageBody: bodyOf(`sqs-${index}`, draw.size(1, 100_000)),
  });
  const requestOf = jsonRequests('sqs', {
    ...service,
    operations: [
      { target: 'AmazonSQS.SendMessage', fields: send, hasEffect: true },
      {
        target: 'AmazonSQS.GetQueueAttributes',
        fields: () => ({ QueueUrl, AttributeNames: ['All'] }),
      },
      { target: 'AmazonSQS.ListQueues', fields: () => ({}) },
      { target: 'AmazonSQS.SendMessage', fields: () => ({ QueueUrl, MessageBody: 7 }) },
      { target: 'AmazonSQS.Nothing', fields: () => ({}) },
    ],
  });
  return {
    name: 'sqs',
    port: portOf(endpoint),
    exchangeOf: async (draw, index) => attackOn(await requestOf(draw, index), draw),
    check: async () =>
      void (await callJson(service, 'AmazonSQS.GetQueueUrl', { QueueName: 'hostile' })),
    findLosses: async (effects) => {
      const { ids, halves } = await queue.takeAll();
      return [
        ...halves.map((body) => `sqs: ${body} is there in part`),
        ...missing('sqs', effects, ids),
      ];
    },
  };
}

const STATEMENT = { WorkgroupName: 'miniatura', Database: 'dev', Sql: 'SELECT 1' };

export function redshiftServer(endpoint: string): ServerUnderAttack {
  const service: JsonService = {
    endpoint,
    version: '1.1',
    operations: [
      { target: 'RedshiftData.ExecuteStatement', fields: () => STATEMENT },
      { target: 'RedshiftData.ListStatements', fields: () => ({}) },
      { target: 'RedshiftData.DescribeStatement', fields: () => ({ Id: 'nothing' }) },
      {
        target: 'RedshiftData.ExecuteStatement',
        fields: () => ({ ...STATEMENT, Sql: "SELECT '" }),
      },
      { target: 'RedshiftData.GetStatementResult', fields: () => ({ Id: 7 }) },
    ],
  };
  const requestOf = jsonRequests('redshiftData', service);
  return {
    name: 'redshiftData',
    port: portOf(endpoint),
    exchangeOf: async (draw, index) => attackOn(await requestOf(draw, index), draw),
    check: async () => {
      const { Id } = await callJson(service, 'RedshiftData.ExecuteStatement', STATEMENT);
      for (let status: unknown = 'SUBMITTED'; status !== 'FINISHED';) {
        ({ Status: status } = await callJson(service, 'RedshiftData.DescribeStatement', { Id }));
        if (status === 'FAILED' || status === 'ABORTED') throw new Error(`SELECT 1 is ${status}`);
      }
    },
  };
}

export async function rekognitionServer(endpoint: string): Promise<ServerUnderAttack> {
  const Bytes = (await drawNumberedImage(1)).toString('base64');
  const target = 'RekognitionService.DetectLabels';
  const service: JsonService = {
    endpoint,
    version: '1.1',
    operations: [
      { target, fields: () => ({ Image: { Bytes } }) },
      {
        target,
        fields: (draw) => ({
          Image: { Bytes: draw.bytes(draw.size(1, 50_000)).toString('base64') },
        }),
      },
      { target, fields: () => ({ Image: { Bytes: '####' }, MaxLabels: -1 }) },
      { target: 'RekognitionService.Nothing', fields: () => ({}) },
    ],
  };
  const requestOf = jsonRequests('rekognition', service);
  return {
    name: 'rekognition',
    port: portOf(endpoint),
    exchangeOf: async (draw, index) => attackOn(await requestOf(draw, index), draw),
    check: async () => void (await callJson(service, target, { Image: { Bytes } })),
  };
}

const HTTP2_PERCENT = 30;

export async function bedrockServer(endpoint: string): Promise<ServerUnderAttack> {
  const bytes = (await drawNumberedImage(1)).toString('base64');
  const target = `/model/${LOCAL_MODEL_ID}/converse`;
  const headers = { host: new URL(endpoint).host, 'content-type': 'application/json' };
  const converseBodyOf = (source: string) =>
    Buffer.from(
      JSON.stringify({
        messages: [
          { role: 'user', content: [{ image: { format: 'jpeg', source: { bytes: source } } }] },
        ],
      }),
    );
  const requestOf = (draw: Draw): HttpRequest => ({
    method: 'POST',
    target: draw.pick([target, target, '/model/%ff/converse', '/model/nothing/converse']),
    headers,
    body: draw.pick([converseBodyOf(bytes), converseBodyOf('####'), Buffer.from('{}')]),
  });
  return {
    name: 'bedrock',
    port: portOf(endpoint),
    exchangeOf: async (draw) =>
      draw.chance(HTTP2_PERCENT) ? attackOnHttp2(draw) : attackOn(requestOf(draw), draw),
    check: async () => {
      const body = converseBodyOf(bytes).toString();
      const { status } = await fetch(endpoint + target, { method: 'POST', headers, body });
      if (status !== 200) throw new Error(`Converse: ${status}`);
    },
  };
}
