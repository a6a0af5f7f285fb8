#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command, InvalidArgumentError } from 'commander';
import { startLocalSns } from '../start-local-sns.ts';

const DEFAULT_PORT = 9911;

const parseEndpoint = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError(`Expected http://HOST:PORT but received '${text}'.`);
};

const options = new Command('local-sns')
  .description('A durable SNS on 127.0.0.1. The first line it prints is its endpoint.')
  .option('--port <n>', 'port to listen on; 0 takes a free one', parsePort, DEFAULT_PORT)
  .option('--directory <dir>', 'where topics and messages are kept', '.miniatura/sns')
  .option('--region <name>', 'region in ARNs', 'us-east-1')
  .option(
    '--sqs-endpoint <url>',
    'where the queues of the subscriptions are',
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
