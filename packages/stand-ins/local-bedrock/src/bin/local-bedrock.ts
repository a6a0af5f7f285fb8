#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import {
  connectVision,
  parseVisionSettings,
  VISION_OPTIONS,
  visionInputOf,
  type VisionOptionValues,
} from '@miniatura/local-vision';
import { Command } from 'commander';
import { visionApiKey } from '../config.ts';
import { PIXEL_SENTENCES } from '../pixel-sentences.ts';
import { startLocalBedrock } from '../start-local-bedrock.ts';
import { visionDescriptions } from '../vision-descriptions.ts';

const DEFAULT_PORT = 9326;

const command = new Command('local-bedrock')
  .description(
    'run a Bedrock stand-in on 127.0.0.1 that describes pixels, or asks a vision model; prints its\n' +
      'endpoint, and the id of its model to standard error',
  )
  .option('--port <n>', 'port to listen on; 0 selects a free one', parsePort, DEFAULT_PORT);
for (const option of VISION_OPTIONS) command.addOption(option);
const { port, ...values } = command.parse().opts<VisionOptionValues & { readonly port: number }>();

await runCommand('local-bedrock', async () => {
  const settings = parseVisionSettings(visionInputOf(values, visionApiKey()));
  const model = settings ? visionDescriptions(connectVision(settings)) : PIXEL_SENTENCES;
  const bedrock = await startLocalBedrock({ port, model });
  console.log(bedrock.endpoint);
  console.error(`descriptions by ${model.id}`);
  return bedrock;
});
