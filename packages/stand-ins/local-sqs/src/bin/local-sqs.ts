#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command } from 'commander';
import { startLocalSqs } from '../start-local-sqs.ts';

const DEFAULT_PORT = 9324;

function parseQueueNames(name: string, before: readonly string[]): readonly string[] {
  return [...before, name];
}

const command = new Command('local-sqs')
  .description('run a durable SQS stand-in on 127.0.0.1; the first line of output is its endpoint')
  .option('--port <n>', 'port to listen on; 0 selects a free one', parsePort, DEFAULT_PORT)
  .option('--directory <dir>', 'directory that stores the messages', '.miniatura/sqs')
  .option('--region <name>', 'region in ARNs', 'us-east-1')
  .option('--queue <name>', 'create this queue if missing; may be repeated', parseQueueNames, [])
  .parse();

interface Flags {
  readonly port: number;
  readonly directory: string;
  readonly region: string;
  readonly queue: readonly string[];
}

const { queue: queueNames, ...options } = command.opts<Flags>();

await runCommand('local-sqs', async () => {
  const sqs = await startLocalSqs(options);
  console.log(sqs.endpoint);
  for (const name of queueNames) console.log(sqs.createQueue({ name }).url);
  return sqs;
});
