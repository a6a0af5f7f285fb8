import { setTimeout as sleep } from 'node:timers/promises';
import {
  DatabaseResumingException,
  ExecuteStatementCommand,
  RDSDataClient,
} from '@aws-sdk/client-rds-data';
import { createDatabaseUsers } from '../database-users.ts';
import { createDatabaseUsersEnvironment, readEnvironment } from './config.ts';

/** A paused Aurora cluster needs about 15 s to resume. */
const RESUME_WAIT_MS = 5_000;
const MAX_RESUME_WAITS = 24;

export interface DatabaseAdministration {
  readonly client: Pick<RDSDataClient, 'send'>;
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly databaseName: string;
  readonly resumeWaitMs?: number;
}

/** Creates the database users through RDS's Data API, which needs no access to the VPC. */
export async function makeDatabaseUsers(administration: DatabaseAdministration): Promise<void> {
  for (const sql of createDatabaseUsers(administration.databaseName)) {
    await executeOnceAwake(sql, administration);
  }
}

async function executeOnceAwake(
  sql: string,
  { client, clusterArn, secretArn, resumeWaitMs = RESUME_WAIT_MS }: DatabaseAdministration,
): Promise<void> {
  for (let waits = 0; ; waits += 1) {
    try {
      await client.send(new ExecuteStatementCommand({ resourceArn: clusterArn, secretArn, sql }));
      return;
    } catch (error) {
      if (!(error instanceof DatabaseResumingException) || waits >= MAX_RESUME_WAITS) throw error;
      await sleep(resumeWaitMs);
    }
  }
}

/** The entry point of the Lambda function. */
export async function handler(): Promise<void> {
  const environment = readEnvironment(createDatabaseUsersEnvironment);
  await makeDatabaseUsers({
    client: new RDSDataClient(),
    clusterArn: environment.clusterArn,
    secretArn: environment.secretArn,
    databaseName: environment.databaseName,
  });
}
