import {
  DetectLabelsCommand,
  type DetectLabelsCommandInput,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import sharp, { type Color } from 'sharp';
import { onTestFinished } from 'vitest';
import { type LocalRekognitionOptions, startLocalRekognition } from '../src/index.ts';

/** A running stand-in and a client of the AWS SDK; both are closed after the test. */
export async function runningRekognition(
  options: Partial<LocalRekognitionOptions> & { readonly maxAttempts?: number } = {},
) {
  const rekognition = await startLocalRekognition({ port: 0, ...options });
  onTestFinished(() => rekognition.close());
  const client = rekognitionClient(rekognition.endpoint, options.maxAttempts);
  onTestFinished(() => client.destroy());
  const detectLabels = (Bytes: Uint8Array, input: Partial<DetectLabelsCommandInput> = {}) =>
    client.send(new DetectLabelsCommand({ Image: { Bytes }, ...input }));
  return { rekognition, client, detectLabels };
}

export function rekognitionClient(endpoint: string, maxAttempts = 1): RekognitionClient {
  return new RekognitionClient({
    ...{ endpoint, maxAttempts },
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}

/** An image of one colour. */
export function plainImage(width: number, height: number, background: Color) {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** Colour noise like that of a camera, without flat areas. */
export function noiseImage(width: number, height: number, sigma = 60) {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma },
    },
  });
}
