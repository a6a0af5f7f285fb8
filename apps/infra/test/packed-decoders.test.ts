import { openMetadata } from '@miniatura/metadata';
import { TURNED_P3_HEIC } from '@miniatura/resize/test-support';
import { QUADRANTS_JP2, QUADRANTS_JXL } from '@miniatura/resize/test-support/encoded-quadrants';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { expect, onTestFinished, test } from 'vitest';
import { invoke } from './lambda-runtime.ts';
import { startServices, THUMBNAILS } from './start-services.ts';

const TIMEOUT_MS = 600_000;
/** Each is decoded by another package. */
const IMAGES = {
  'turned.heic': TURNED_P3_HEIC,
  'quadrants.jp2': QUADRANTS_JP2,
  'quadrants.jxl': QUADRANTS_JXL,
  'words.svg': Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">Words</text></svg>',
  ),
};

test(
  'What Lambda gets of the thumbnailer decodes by the packages beside its bundle',
  { timeout: TIMEOUT_MS },
  async () => {
    const services = await startServices();
    onTestFinished(() => services.stop());
    const bodies: string[] = [];
    for (const [key, bytes] of Object.entries(IMAGES)) {
      const { Records } = await services.put(key, bytes);
      bodies.push(...Records.map(({ body }) => body));
    }
    // With sharp for this processor: emulated, the decoders would take a minute.
    const { result } = await invoke(
      { command: [process.execPath] },
      {
        project: 'thumbnailer',
        handler: 'handler.handler',
        environment: {
          ...services.environment,
          DATABASE_URL: services.databaseUrl,
          THUMBNAILS_BUCKET: THUMBNAILS,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        },
        event: sqsEvent(bodies),
      },
    );
    expect(result).toEqual({ batchItemFailures: [] });
    const metadata = await openMetadata({ url: services.databaseUrl });
    for (const key of Object.keys(IMAGES)) {
      const image = await metadata.findImageByKey('originals', key);
      expect(image).toMatchObject({ status: 'processed' });
    }
    await metadata.close();
  },
);
