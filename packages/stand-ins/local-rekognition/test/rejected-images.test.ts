import {
  DetectLabelsCommand,
  DetectModerationLabelsCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { expect, test } from 'vitest';
import { noiseImage, plainImage, runningRekognition } from './running-rekognition.ts';

const OPERATIONS = {
  DetectLabels: (client: RekognitionClient, Bytes: Uint8Array) =>
    client.send(new DetectLabelsCommand({ Image: { Bytes } })),
  DetectModerationLabels: (client: RekognitionClient, Bytes: Uint8Array) =>
    client.send(new DetectModerationLabelsCommand({ Image: { Bytes } })),
};

const noiseJpeg = () => noiseImage(300, 300).jpeg().toBuffer();

const IMAGES: Record<string, () => Promise<Buffer>> = {
  'a WebP': () => plainImage(100, 100, 'red').webp().toBuffer(),
  text: async () => Buffer.from('hello, this is not an image'),
  'only the start of a JPEG': async () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  'a JPEG cut in half': async () => {
    const image = await noiseJpeg();
    return image.subarray(0, image.length / 2);
  },
  'a PNG cut in half': async () => {
    const image = await noiseImage(100, 100).png().toBuffer();
    return image.subarray(0, image.length / 2);
  },
  'a PNG with a broken header': async () => {
    const image = await plainImage(100, 100, 'red').png().toBuffer();
    return image.fill(0, 8, 30);
  },
  'a side of 79 pixels': () => plainImage(79, 100, 'red').png().toBuffer(),
  'a side of 10,001 pixels': () => plainImage(10_001, 80, 'red').png().toBuffer(),
  'more than 5 MB': () => noiseImage(1400, 1400).png({ compressionLevel: 0 }).toBuffer(),
};

const REJECTIONS = [
  ['a WebP', 'InvalidImageFormatException', 'invalid image format'],
  ['text', 'InvalidImageFormatException', 'invalid image format'],
  ['only the start of a JPEG', 'InvalidImageFormatException', 'invalid image format'],
  ['a JPEG cut in half', 'InvalidImageFormatException', 'invalid image format'],
  ['a PNG cut in half', 'InvalidImageFormatException', 'invalid image format'],
  ['a PNG with a broken header', 'InvalidImageFormatException', 'invalid image format'],
  ['a side of 79 pixels', 'InvalidParameterException', 'at least 80 pixels but received 79 x 100'],
  ['a side of 10,001 pixels', 'ImageTooLargeException', 'dimensions 10001 x 80 exceed'],
  ['more than 5 MB', 'ImageTooLargeException', 'at most 5242880 bytes'],
] as const;

for (const [operation, detect] of Object.entries(OPERATIONS)) {
  test.each(REJECTIONS)(`${operation} rejects %s as %s`, async (image, name, message) => {
    const { client } = await runningRekognition();
    const bytes = await (IMAGES[image] as () => Promise<Buffer>)();
    await expect(detect(client, bytes)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test(`${operation} accepts sides of 80 and 10,000 pixels`, async () => {
    const { client } = await runningRekognition();
    await detect(client, await plainImage(10_000, 80, 'red').png().toBuffer());
  });
}
