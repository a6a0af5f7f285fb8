#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { Command } from 'commander';
import { chooseModels, describeModels } from '../choose-models.ts';
import { visionApiKey } from '../config.ts';
import { MODEL_OPTIONS, modelChoiceOf, type ModelOptionValues } from '../model-options.ts';
import { startLocalRekognition } from '../start-local-rekognition.ts';

const DEFAULT_PORT = 9325;

const command = new Command('local-rekognition')
  .description(
    'run a Rekognition stand-in on 127.0.0.1 that measures pixels, or asks a model; prints its\n' +
      'endpoint, and the names of its models to standard error',
  )
  .option('--port <n>', 'port to listen on; 0 selects a free one', parsePort, DEFAULT_PORT);
for (const option of MODEL_OPTIONS) command.addOption(option);
const { port, ...values } = command.parse().opts<ModelOptionValues & { readonly port: number }>();

await runCommand('local-rekognition', async () => {
  const models = chooseModels(modelChoiceOf(values, visionApiKey()));
  const rekognition = await startLocalRekognition({ port, ...models });
  console.log(rekognition.endpoint);
  console.error(describeModels(models).join('\n'));
  const close = async (): Promise<void> => {
    await rekognition.close();
    await models.close();
  };
  return { close };
});
