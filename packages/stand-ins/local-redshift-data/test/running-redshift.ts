import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementInput,
  DescribeStatementCommand,
  type DescribeStatementResponse,
  ExecuteStatementCommand,
  type ExecuteStatementInput,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, inject } from 'vitest';
import {
  type LocalRedshiftData,
  type LocalRedshiftDataOptions,
  startLocalRedshiftData,
} from '../src/index.ts';

/** Where every statement of the tests goes. */
export const TARGET = { WorkgroupName: 'analytics', Database: 'dev' } as const;

/** A directory with an empty database. */
export function preparedDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-redshift-data-'));
  cpSync(inject('preparedDirectory'), directory, { recursive: true });
  return directory;
}

export function removeDirectory(directory: string): void {
  return rmSync(directory, { recursive: true, force: true });
}

/** The real SDK, pointed at the stand-in. */
export function clientOf(endpoint: string, maxAttempts = 1): RedshiftDataClient {
  return new RedshiftDataClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts,
  });
}

function textOf(field: Field): unknown {
  return field.isNull === true ? null : Object.values(field).find((value) => value !== undefined);
}

/** A client with what the tests do all the time. */
export class TestClient {
  readonly sdk: RedshiftDataClient;

  constructor(endpoint: string) {
    this.sdk = clientOf(endpoint);
  }

  async run(
    sql: string,
    input: Partial<ExecuteStatementInput> = {},
  ): Promise<DescribeStatementResponse> {
    const target = input.SessionId === undefined ? TARGET : {};
    const { Id } = await this.sdk.send(
      new ExecuteStatementCommand({ Sql: sql, ...target, WaitTimeSeconds: 30, ...input }),
    );
    return this.describe(Id);
  }

  async runBatch(
    sqls: string[],
    input: Partial<BatchExecuteStatementInput> = {},
  ): Promise<DescribeStatementResponse> {
    const { Id } = await this.sdk.send(
      new BatchExecuteStatementCommand({ Sqls: sqls, ...TARGET, WaitTimeSeconds: 30, ...input }),
    );
    return this.describe(Id);
  }

  async describe(Id: string | undefined, WaitTimeSeconds = 30): Promise<DescribeStatementResponse> {
    return this.sdk.send(new DescribeStatementCommand({ Id, WaitTimeSeconds }));
  }

  /** All rows of a result, as plain values. */
  async rows(Id: string | undefined): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.sdk.send(new GetStatementResultCommand({ Id, NextToken }));
      rows.push(...(page.Records ?? []).map((record) => record.map(textOf)));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return rows;
  }

  /** Runs a statement that must succeed and gives back its rows. */
  async query(sql: string, input: Partial<ExecuteStatementInput> = {}): Promise<unknown[][]> {
    const { Id, Status, Error: error, HasResultSet } = await this.run(sql, input);
    if (Status !== 'FINISHED') throw new Error(`Expected ${sql} to finish but: ${error}`);
    return HasResultSet === true ? this.rows(Id) : [];
  }

  /** The error of a statement that must fail. */
  async errorOf(sql: string, input: Partial<ExecuteStatementInput> = {}): Promise<string> {
    const { Status, Error: error = '' } = await this.run(sql, input);
    if (Status !== 'FAILED') throw new Error(`Expected ${sql} to fail but it is ${Status}`);
    return error;
  }
}

export interface RunningRedshift {
  readonly redshift: LocalRedshiftData;
  readonly client: TestClient;
  readonly directory: string;
}

/** Starts a stand-in over a copy of the empty database; the caller closes it. */
export async function startRedshift(
  options: Partial<LocalRedshiftDataOptions> = {},
): Promise<RunningRedshift> {
  const directory = options.directory ?? preparedDirectory();
  const redshift = await startLocalRedshiftData({ port: 0, ...options, directory });
  return { redshift, client: new TestClient(redshift.endpoint), directory };
}

/** One stand-in for all tests of a file. */
export function sharedRedshift(
  options: () =>
    Promise<Partial<LocalRedshiftDataOptions>> | Partial<LocalRedshiftDataOptions> = () => ({}),
): () => TestClient {
  let running: RunningRedshift | undefined;
  beforeAll(async () => {
    running = await startRedshift(await options());
  });
  afterAll(async () => {
    running?.client.sdk.destroy();
    await running?.redshift.close();
    if (running !== undefined) removeDirectory(running.directory);
  });
  return () => {
    if (running === undefined) throw new Error('Expected the stand-in to be running.');
    return running.client;
  };
}
