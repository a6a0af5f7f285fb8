import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { processedImage } from './sample-images.ts';
import { type RunningApi, startApi } from './start-api.ts';

/** Where `tools/workspace/src/bin/fetch-test-servers.ts` installs it. */
const SCHEMATHESIS = resolve(
  import.meta.dirname,
  '../../../.test-servers/schemathesis/bin/schemathesis',
);
const TIMEOUT_MS = 600_000;

/**
 * That valid data is accepted is left out: some rules stand in no schema, such as "either ids or
 * filters", or the size of a file that is to come. So is 405, which `http.test.ts` has:
 * `DELETE /images/days` is that of an image with a wrong id to the API, and no method to schemathesis.
 */
const LEFT_OUT = ['positive_data_acceptance', 'unsupported_method'];
const OPTIONS = ['--generation-deterministic', '--max-examples', '5', '--no-color'];

const version = spawnSync(SCHEMATHESIS, ['--version'], { encoding: 'utf8' });
const isThere = version.status === 0;
console.log(
  isThere
    ? `The OpenAPI document is tested by ${version.stdout.trim()}.`
    : 'SKIPPED: schemathesis, which node tools/workspace/src/bin/fetch-test-servers.ts installs.',
);

test.runIf(isThere)(
  'schemathesis finds no answer that the OpenAPI document does not describe',
  { timeout: TIMEOUT_MS },
  async () => {
    const api = await startApi();
    await api.metadata.recordProcessed(processedImage());
    const answerQuestion: RunningApi['dependencies']['answerQuestion'] = async (question) => ({
      ...{ question, columns: [], rows: [], freshAsOf: null, refreshAfterSeconds: 5 },
    });
    // Responses with events end at once.
    const eventDelivery = { isBuffered: true, maxMs: 1 };
    const { fetch } = createApp({ ...api.dependencies, answerQuestion, eventDelivery });
    // Node answers longer paths, which schemathesis tries, with 431 before the API sees them.
    const serverOptions = { maxHeaderSize: 128 * 1024 };
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0, serverOptions });
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
    const token = await api.issuer.token({ 'cognito:groups': ['admin'] });
    const header = ['--header', `Authorization: Bearer ${token}`];
    const excluded = ['--exclude-checks', LEFT_OUT.join(',')];
    // It writes what it has found below its working directory.
    const cwd = await mkdtemp(join(tmpdir(), 'schemathesis-'));
    const args = ['run', url, ...header, ...excluded, ...OPTIONS];
    const { stdout } = await promisify(execFile)(SCHEMATHESIS, args, { cwd }).catch(
      (error: unknown) => error as { stdout: string },
    );
    server.close();
    await api.stop();
    await rm(cwd, { recursive: true });
    expect(stdout).toMatch(/ (\d+) generated, \1 passed/);
  },
);
