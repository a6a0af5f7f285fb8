#!/usr/bin/env node
import { portParser, runCommand } from '@miniatura/local-service';
import { Command, InvalidArgumentError } from 'commander';
import {
  DEFAULT_QUERY_LIMIT_SECONDS,
  DEFAULT_WRITE_LIMIT_SECONDS,
  startLocalRedshiftData,
} from '../start-local-redshift-data.ts';

const parsePort = portParser(
  (text) => `Expected an integer from 0 to 65535 but received '${text}'.`,
);

function parseEndpoint(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError(`Expected http://HOST:PORT but received '${text}'.`);
}

function parseSeconds(text: string): number {
  if (Number(text) > 0) return Number(text);
  throw new InvalidArgumentError(`Expected a number of seconds above 0 but received '${text}'.`);
}

const command = new Command('local-redshift-data')
  .description(
    'Runs a stand-in for the Redshift Data API on 127.0.0.1. Prints its endpoint, and in a second line the URL of the PostgreSQL port if there is one.',
  )
  .requiredOption('-d, --directory <folder>', 'folder of the database; created if missing')
  .option('-p, --port <number>', 'port to listen on; 0 selects a free one', parsePort, 0)
  .option(
    '--postgres-port <number>',
    'read-only port for psql and BI tools; 0 selects a free one',
    parsePort,
  )
  .option(
    '--s3-endpoint <url>',
    'S3 endpoint of COPY and UNLOAD, which fail without it',
    parseEndpoint,
  )
  .option(
    '--query-limit <seconds>',
    'time limit of a query',
    parseSeconds,
    DEFAULT_QUERY_LIMIT_SECONDS,
  )
  .option(
    '--write-limit <seconds>',
    'time limit of any other statement',
    parseSeconds,
    DEFAULT_WRITE_LIMIT_SECONDS,
  )
  .addHelpText(
    'after',
    `
Environment, for COPY and UNLOAD:
  AWS_ENDPOINT_URL_S3    the S3 endpoint, if --s3-endpoint is not given
  AWS_ACCESS_KEY_ID      its access key id (default: local)
  AWS_SECRET_ACCESS_KEY  its secret access key (default: local-secret)
  AWS_REGION             its region (default: us-east-1)`,
  )
  .parse();

const { s3Endpoint, queryLimit, writeLimit, ...options } = command.opts<{
  directory: string;
  port: number;
  postgresPort?: number;
  s3Endpoint?: string;
  queryLimit: number;
  writeLimit: number;
}>();

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL_S3 } = process.env;
const endpoint = s3Endpoint ?? (AWS_ENDPOINT_URL_S3 || undefined);
const s3 = endpoint && {
  endpoint,
  region: AWS_REGION || 'us-east-1',
  credentials: {
    accessKeyId: AWS_ACCESS_KEY_ID || 'local',
    secretAccessKey: AWS_SECRET_ACCESS_KEY || 'local-secret',
  },
};

await runCommand('local-redshift-data', async () => {
  const redshift = await startLocalRedshiftData({
    ...options,
    queryLimitSeconds: queryLimit,
    writeLimitSeconds: writeLimit,
    ...(s3 ? { s3 } : {}),
  });
  console.log(redshift.endpoint);
  if (redshift.postgresUrl !== undefined) console.log(redshift.postgresUrl);
  return redshift;
});
