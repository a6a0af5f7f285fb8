#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command } from 'commander';
import { startLocalBedrock } from '../start-local-bedrock.ts';

const DEFAULT_PORT = 9326;

const command = new Command('local-bedrock')
  .description('A Bedrock on 127.0.0.1 that says only what pixels tell. Prints its endpoint.')
  .option('--port <n>', 'port to listen on; 0 takes a free one', parsePort, DEFAULT_PORT)
  .parse();

await runCommand('local-bedrock', async () => {
  const bedrock = await startLocalBedrock(command.opts<{ readonly port: number }>());
  console.log(bedrock.endpoint);
  return bedrock;
});
