#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command, InvalidArgumentError } from 'commander';
import { startLocalSns } from '../start-local-sns.ts';

const DEFAULT_PORT = 9911;

function parseEndpoint(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError(`Expected http://HOST:PORT but received '${text}'.`);
}

const options = new Command('local-sns')
  .description('run a durable SNS stand-in on 127.0.0.1; the first line of output is its endpoint')
  .option('--port <n>', 'port to listen on; 0 selects a free one', parsePort, DEFAULT_PORT)
  .option('--directory <dir>', 'directory that stores topics and messages', '.miniatura/sns')
  .option('--region <name>', 'region in ARNs', 'us-east-1')
  .option(
    '--sqs-endpoint <url>',
    'SQS endpoint of the subscribed queues',
    parseEndpoint,
    'http://127.0.0.1:9324',
  )
  .parse()
  .opts<{ port: number; directory: string; region: string; sqsEndpoint: string }>();

await runCommand('local-sns', async () => {
  const sns = await startLocalSns(options);
  console.log(sns.endpoint);
  return sns;
});
