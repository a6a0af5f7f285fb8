import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients, ORIGINALS_BUCKET } from '@miniatura/local';
import { eachInFlight } from '../each-in-flight.ts';
import type { Picture } from './run-pipeline-in-child.ts';

/** Puts the files that its parent names into the S3 endpoint that it is given. */
const PUTS_IN_FLIGHT = 8;

const endpoint = process.argv[2] ?? '';
const { s3 } = awsClients({ s3: endpoint, rekognition: endpoint, sqs: endpoint });

process.on('message', (pictures: readonly Picture[]) => {
  void eachInFlight(pictures, PUTS_IN_FLIGHT, async ({ key, path }) =>
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
