#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { startLocalBedrock } from '../start-local-bedrock.ts';

const DEFAULT_PORT = 9326;

const parsePort = (text: string): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`Expected 0 to 65535 but received '${text}'.`);
};

const command = new Command('local-bedrock')
  .description('A Bedrock on 127.0.0.1 that says only what pixels tell. Prints its endpoint.')
  .option('--port <n>', 'port to listen on; 0 takes a free one', parsePort, DEFAULT_PORT)
  .parse();

try {
  const bedrock = await startLocalBedrock(command.opts<{ readonly port: number }>());
  console.log(bedrock.endpoint);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void bedrock.close());
  }
} catch (error) {
  console.error(`local-bedrock: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
