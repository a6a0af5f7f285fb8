import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { openMetadata } from '@miniatura/metadata';
import { AWS_ACCESS, UNREACHABLE } from '@miniatura/test-support/aws-access';
import { recordingLog } from '@miniatura/test-support/recording-log';
import { startRedshiftData } from '@miniatura/test-support/start-redshift-data';
import { startS3 } from '@miniatura/test-support/start-s3';
import { temporaryFolder } from '@miniatura/test-support/temporary-folder';
import { bearerUser } from '../src/bearer-user.ts';
import { connect } from '../src/connect.ts';
import { type AppDependencies, createApp } from '../src/create-app.ts';
import { startIssuer } from './start-issuer.ts';

export const ORIGINALS = 'originals';
export const THUMBNAILS = 'thumbnails';
export const AUDIENCE = 'page';
export const PAGE_ORIGIN = 'http://127.0.0.1:4606';
export const API_URL = 'http://127.0.0.1:4605';
export const TARGET = { workgroupName: 'miniatura', database: 'dev' };

interface StartOptions {
  /** Without it nothing answers for the warehouse; it takes seconds to start. */
  readonly withWarehouse?: boolean;
}

/** The API with its real clients against loopback endpoints, and an issuer of tokens. */
export async function startApi({ withWarehouse = false }: StartOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const { s3 } = await startS3(starting, {
    buckets: [ORIGINALS, THUMBNAILS],
    versionedBuckets: [ORIGINALS],
  });
  const redshiftData = withWarehouse
    ? (await startRedshiftData(starting)).redshiftData
    : new RedshiftDataClient({ ...AWS_ACCESS, endpoint: UNREACHABLE, maxAttempts: 1 });
  const issuer = await startIssuer();
  starting.defer(() => issuer.stop());
  const file = join(await temporaryFolder(starting), 'metadata.sqlite');
  const metadata = await openMetadata({ url: `sqlite:${file}` });
  starting.defer(() => metadata.close());

  const { logged, log } = recordingLog();
  const dependencies: AppDependencies = {
    ...connect(
      { s3, redshiftData, metadata },
      {
        originalsBucket: ORIGINALS,
        thumbnailsBucket: THUMBNAILS,
        pageOrigin: PAGE_ORIGIN,
        apiUrl: API_URL,
        redshiftWorkgroup: TARGET.workgroupName,
        redshiftDatabase: TARGET.database,
        redshiftSecretArn: undefined,
      },
    ),
    identifyUser: bearerUser({ url: issuer.url, audience: AUDIENCE }),
    webhookTargets: { allowsLoopback: true },
    rates: { ofUser: UNLIMITED, ofAll: UNLIMITED },
    log,
  };
  const app = createApp(dependencies);
  const running = starting.move();

  return {
    app,
    dependencies,
    issuer,
    s3,
    redshiftData,
    metadata,
    logged,
    /** Asks as a user; `body` is sent as JSON. */
    async ask(
      method: string,
      path: string,
      { user = 'ada', groups = [], body, accept, app: asked = app }: Asking = {},
    ) {
      const token = await issuer.token({ sub: user, 'cognito:groups': groups });
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(accept !== undefined && { accept }),
      };
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return asked.request(path, init);
    },
    stop: () => running.disposeAsync(),
  };
}

interface Asking {
  readonly accept?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly body?: unknown;
  readonly app?: ReturnType<typeof createApp>;
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

const UNLIMITED = { burst: 1e9, perMinute: 1e9 };

/** The body of a problem, without what differs from request to request. */
export async function problemOf(response: Response) {
  const { status, code, detail } = (await response.json()) as Record<string, unknown>;
  const type = response.headers.get('content-type');
  return { httpStatus: response.status, type, status, code, detail };
}
