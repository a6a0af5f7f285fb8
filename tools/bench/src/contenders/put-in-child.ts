import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients, type Endpoints, ORIGINALS_BUCKET } from '@miniatura/local';
import pLimit from 'p-limit';
import type { Image } from '../pipeline/image.ts';

/** Uploads files to the stack at the given endpoints. */
const PUTS_IN_FLIGHT = 8;

const { s3 } = awsClients(JSON.parse(process.argv[2] ?? '{}') as Endpoints);

process.on('message', (images: readonly Image[]) => {
  void pLimit(PUTS_IN_FLIGHT).map(images, async ({ key, path }) =>
    s3.send(
      new PutObjectCommand({
        Bucket: ORIGINALS_BUCKET,
        Key: key,
        Body: createReadStream(path),
        ContentLength: (await stat(path)).size,
      }),
    ),
  );
});
process.send?.('ready');
