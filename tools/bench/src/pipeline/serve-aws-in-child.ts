import { join } from 'node:path';
import { startLocalRekognition } from '@miniatura/local-rekognition';
import { startLocalS3 } from '@miniatura/local-s3';

/**
 * Serves S3 and Rekognition for a folder until the parent ends, so that their processor time and
 * memory do not count as the function's.
 */
const [folder = ''] = process.argv.slice(2);
const s3 = await startLocalS3({ directory: join(folder, 's3') });
const rekognition = await startLocalRekognition({ port: 0 });
process.once('disconnect', () => process.exit());
process.send?.({ s3: s3.endpoint, rekognition: rekognition.endpoint });
