import { execFile } from 'node:child_process';
import { lstat, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Problem } from '@miniatura/api-contract';
import { fetchTokens } from '@miniatura/local-oidc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { readEndpoints, type Service } from '../src/stack/endpoints.ts';
import { CLIENT_ID, ORIGINALS_BUCKET, redirectUris } from '../src/stack/names.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  freePorts,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const run = promisify(execFile);

let folder: string;
let stack: RunningStack;

beforeAll(async () => {
  folder = await temporaryFolder();
  // A restart needs the same ports, which nothing else takes meanwhile.
  stack = await startStackProcess(folder, await freePorts(), { command: 'supervise-start' });
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGTERM');
  await rm(folder, { recursive: true });
});

/** Sends exactly these headers, which fetch would not. */
function send(address: string, headers: Readonly<Record<string, string>>, method = 'POST') {
  return new Promise<number | undefined>((resolve, reject) => {
    const call = request(address, { method, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    call.on('error', reject).end(method === 'GET' ? undefined : '{}');
  });
}

/**
 * Services with requests of local clients that they accept, and their status for other requests.
 */
const SERVERS: readonly (readonly [Service, Readonly<Record<string, string>>, number])[] = [
  ['sqs', amz('AmazonSQS.ListQueues', '1.0'), 403],
  ['rekognition', amz('RekognitionService.DetectLabels'), 400],
  ['redshiftData', amz('RedshiftData.ListStatements'), 400],
  ['oidc', { 'content-type': 'application/json' }, 403],
  ['api', { 'content-type': 'application/json' }, 403],
  ['page', {}, 403],
];

function amz(target: string, version = '1.1'): Readonly<Record<string, string>> {
  return { 'x-amz-target': target, 'content-type': `application/x-amz-json-${version}` };
}

test.each(SERVERS)('%s rejects requests of other web pages', async (service, headers, no) => {
  const endpoint = stack.endpoints[service];
  const usual = await send(endpoint, headers);
  for (const stranger of [
    { host: 'evil.example' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ]) {
    expect([stranger, await send(endpoint, { ...headers, ...stranger })]).toEqual([stranger, no]);
  }
  expect(usual).not.toBe(403);
});

test('Requests that the API does not receive get a problem', async () => {
  const { api } = stack.endpoints;
  const { hostname, port, host } = new URL(api);
  const answerTo = async (head: string) => {
    const socket = connect(Number(port), hostname);
    socket.write(`${head}\r\n\r\n`);
    const [headers = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(headers).toMatch(/^content-type: application\/problem\+json\r?$/im);
    return { line: headers.split('\r\n')[0], ...(JSON.parse(chunk(body)) as Problem) };
  };
  const get = 'GET /health HTTP/1.1\r\nconnection: close\r\nhost:';
  for (const [head, line, code] of [
    [`${get} evil.example`, '403 Forbidden', 'forbidden'],
    [`${get} ${host}\r\norigin: http://evil.example`, '403 Forbidden', 'forbidden'],
    [
      `${get} ${host}\r\ncookie: ${'x'.repeat(20_000)}`,
      '431 Request Header Fields Too Large',
      'headers-too-large',
    ],
    ['no request', '400 Bad Request', 'invalid-request'],
  ] as const) {
    const status = Number(line.slice(0, 3));
    expect(await answerTo(head)).toMatchObject({
      line: `HTTP/1.1 ${line}`,
      status,
      code,
      detail: expect.stringMatching(/^Expected /) as string,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  }
});

/** Returns the object in a body, which may be sent in chunks. */
function chunk(body: string): string {
  return body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
}

test('The page may send requests to the API, and a link to the page works from anywhere', async () => {
  const { api, page } = stack.endpoints;
  const origin = { origin: page };
  expect((await fetch(`${api}/health`, { headers: origin })).status).toBe(200);
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(await send(page, link, 'GET')).not.toBe(403);
});

test('The page shows images of the API, which checks their signature instead of the page', async () => {
  const { api } = stack.endpoints;
  const image = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
  const path = `/images/${'0'.repeat(32)}`;
  expect(await send(`${api}${path}/render?width=64`, image, 'GET')).toBe(400);
  expect(await send(`${api}${path}/render?width=64`, image)).toBe(403);
  expect(await send(`${api}${path}?width=64`, image, 'GET')).toBe(403);
  const stranger = { ...image, host: 'evil.example' };
  expect(await send(`${api}${path}/render?width=64`, stranger, 'GET')).toBe(403);
});

test('The API stores an image that is sent without Content-Length', async () => {
  const { oidc: issuer, page, api } = stack.endpoints;
  const [redirectUri] = redirectUris(page);
  const user = { issuer, clientId: CLIENT_ID, redirectUri, username: 'ann' };
  const { accessToken } = await fetchTokens(user);
  const image = await drawImage(1);
  const response = await fetch(`${api}/upload/cat.jpg`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}` },
    body: new Blob([new Uint8Array(image)]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(response.status).toBe(201);
  const { key } = (await response.json()) as { key: string };
  const { s3 } = awsClients(stack.endpoints);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: ORIGINALS_BUCKET, Key: key }));
  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(image);
  s3.destroy();
});

test('Control characters of a path reach neither the log nor the terminal', async () => {
  const { hostname, port } = new URL(stack.endpoints.api);
  const socket = connect(Number(port), hostname);
  socket.end(
    'DELETE /images/%1b[2J%0aforged HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n',
  );
  await text(socket);
  await expect.poll(stack.output, { timeout: 60_000 }).toContain('forged');
  expect(stack.output()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^forged/m);
});

test('Only the owner can access files in the data folder', async () => {
  const warehouseIsThere = async () => {
    const answer = await fetch(`${stack.endpoints.api}/health`);
    const health = (await answer.json()) as { readonly status: string };
    return health.status === 'ok';
  };
  await expect.poll(warehouseIsThere, { timeout: 60_000, interval: 200 }).toBe(true);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const modes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      // Files appear and disappear while the stack works.
      const stats = await lstat(path).catch(() => undefined);
      return { path, mode: (stats?.mode ?? 0) & 0o077 };
    }),
  );
  expect(modes.length).toBeGreaterThan(100);
  expect(modes.filter(({ mode }) => mode !== 0)).toEqual([]);
});

test('A killed stack restarts on the same ports and processes what was sent', async () => {
  const { s3 } = awsClients(stack.endpoints);
  const Key = 'before-the-kill.jpg';
  await s3.send(new PutObjectCommand({ Bucket: ORIGINALS_BUCKET, Key, Body: await drawImage(2) }));
  const { stdout } = await run('pgrep', ['-P', String(stack.process.pid)]);
  process.kill(Number(stdout), 'SIGKILL');
  const isBack = () => stack.output().split('Ctrl-C stops it.').length === 3;
  await expect.poll(isBack, { timeout: 60_000 }).toBe(true);
  expect(await readEndpoints(dataDirectory(folder).endpoints)).toEqual(stack.endpoints);
  expect(stack.output()).toContain('It ended by SIGKILL. Restarting in');
  const isProcessed = async () => {
    const { stdout: lines } = await runCommand('images', ['--data', folder, '--json']);
    return lines
      .split('\n')
      .some((line) => line.includes(Key) && line.includes('"status":"processed"'));
  };
  await expect.poll(isProcessed, { timeout: 60_000, interval: 500 }).toBe(true);
  s3.destroy();
});

test('A stack whose supervisor is killed releases its data folder', async () => {
  await endProcess(stack.process, 'SIGKILL');
  stack = await startStackProcess(folder, 0, { command: 'supervise-start' });
  expect((await fetch(`${stack.endpoints.api}/health`)).status).toBe(200);
});
