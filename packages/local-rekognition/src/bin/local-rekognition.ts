#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command } from 'commander';
import { startLocalRekognition } from '../start-local-rekognition.ts';

const DEFAULT_PORT = 9325;

const command = new Command('local-rekognition')
  .description('A Rekognition on 127.0.0.1 that says only what pixels tell. Prints its endpoint.')
  .option('--port <n>', 'port to listen on; 0 takes a free one', parsePort, DEFAULT_PORT)
  .parse();

await runCommand('local-rekognition', async () => {
  const rekognition = await startLocalRekognition(command.opts<{ readonly port: number }>());
  console.log(rekognition.endpoint);
  return rekognition;
});
