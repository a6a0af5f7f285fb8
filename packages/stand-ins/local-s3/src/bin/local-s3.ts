#!/usr/bin/env node
import { portParser, reduceGarbageCollections, runCommand } from '@miniatura/local-service';
import { printableJson } from '@miniatura/text';
import { Command } from 'commander';
import { DEFAULT_CREDENTIALS, type LocalS3Options, startLocalS3 } from '../start-local-s3.ts';

const parsePort = portParser(
  (text) => `Expected an integer from 0 to 65535 for --port but received ${text}`,
);

reduceGarbageCollections();

/** When the reader of the output exits, events are no longer printed, but the service continues. */
process.stdout.on('error', () => undefined);

const program = new Command('local-s3')
  .description('Runs a stand-in for S3 on 127.0.0.1 that stores objects in a folder.')
  .requiredOption('-d, --directory <folder>', 'folder of the objects; created if missing')
  .option('-p, --port <number>', 'port to listen on; 0 selects a free one', parsePort, 0)
  .option('--ignore-acls', 'accept ACLs for every bucket; they grant no access', false)
  .addHelpText(
    'after',
    `
The first line printed is the endpoint. After it, each event of a bucket with a
notification configuration is printed as a line of JSON.

Environment:
  AWS_ACCESS_KEY_ID      the access key id to accept (default: ${DEFAULT_CREDENTIALS.accessKeyId})
  AWS_SECRET_ACCESS_KEY  its secret (default: ${DEFAULT_CREDENTIALS.secretAccessKey})
  AWS_REGION             the region to answer with (default: us-east-1)`,
  );

const { directory, port, ignoreAcls } = program
  .parse()
  .opts<{ directory: string; port: number; ignoreAcls: boolean }>();
const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env;

/** Events of the last run are printed after the endpoint. */
let announce = (): void => undefined;
const announced = new Promise<void>((resolve) => {
  announce = resolve;
});

const options: LocalS3Options = {
  directory,
  port,
  ignoreAcls,
  credentials: {
    accessKeyId: AWS_ACCESS_KEY_ID || DEFAULT_CREDENTIALS.accessKeyId,
    secretAccessKey: AWS_SECRET_ACCESS_KEY || DEFAULT_CREDENTIALS.secretAccessKey,
  },
  ...(AWS_REGION ? { region: AWS_REGION } : {}),
  onEvent: async (event) => {
    await announced;
    await new Promise((resolve) => process.stdout.write(`${printableJson(event)}\n`, resolve));
  },
};

await runCommand('local-s3', async () => {
  const s3 = await startLocalS3(options);
  console.log(s3.endpoint);
  announce();
  return s3;
});
