import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalS3 } from '@miniatura/local-s3';
import { openMetadata } from '@miniatura/metadata';
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
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };

interface StartOptions {
  /** Without it nothing answers for the warehouse; it takes seconds to start. */
  readonly withWarehouse?: boolean;
}

/** The API with its real clients against loopback endpoints, and an issuer of tokens. */
export async function startApi({ withWarehouse = false }: StartOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'api-'));
  starting.defer(() => rm(directory, { recursive: true }));
  const localS3 = await startLocalS3({
    directory: join(directory, 's3'),
    credentials: CREDENTIALS,
  });
  starting.defer(() => localS3.close());
  const warehouse = withWarehouse
    ? await startLocalRedshiftData({ directory: join(directory, 'warehouse'), port: 0 })
    : undefined;
  starting.defer(async () => warehouse?.close());
  const issuer = await startIssuer();
  starting.defer(() => issuer.stop());
  const metadata = await openMetadata({ url: `sqlite:${join(directory, 'metadata.sqlite')}` });
  starting.defer(() => metadata.close());

  const shared = { region: 'us-east-1', credentials: CREDENTIALS };
  const s3 = new S3Client({ ...shared, endpoint: localS3.endpoint });
  const redshiftData = new RedshiftDataClient({
    ...shared,
    endpoint: warehouse?.endpoint ?? UNREACHABLE,
    maxAttempts: 1,
  });
  await createBuckets(s3);

  const logged: Record<string, unknown>[] = [];
  const deps: AppDependencies = {
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
    rates: { ofUser: UNLIMITED, ofAll: UNLIMITED },
    log: {
      info: (message, fields) => void logged.push({ message, ...fields }),
      error: (message, fields) => void logged.push({ message, ...fields }),
    },
  };
  const app = createApp(deps);
  const running = starting.move();

  return {
    app,
    deps,
    issuer,
    s3,
    redshiftData,
    metadata,
    logged,
    /** Asks as a user; `body` is sent as JSON. */
    async ask(
      method: string,
      path: string,
      { user = 'ada', groups = [], body, app: asked = app }: Asking = {},
    ) {
      const token = await issuer.token({ sub: user, 'cognito:groups': groups });
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return asked.request(path, init);
    },
    stop: () => running.disposeAsync(),
  };
}

interface Asking {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly body?: unknown;
  readonly app?: ReturnType<typeof createApp>;
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

const UNLIMITED = { burst: 1e9, perMinute: 1e9 };
/** The port of `discard`, where no server listens. */
const UNREACHABLE = 'http://127.0.0.1:9';

async function createBuckets(s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: ORIGINALS }));
  await s3.send(new CreateBucketCommand({ Bucket: THUMBNAILS }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: ORIGINALS, VersioningConfiguration }));
}

/** The body of a problem, without what differs from request to request. */
export async function problemOf(response: Response) {
  const { status, code, detail } = (await response.json()) as Record<string, unknown>;
  const type = response.headers.get('content-type');
  return { httpStatus: response.status, type, status, code, detail };
}
