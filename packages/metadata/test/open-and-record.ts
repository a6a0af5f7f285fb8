/**
 * Run as a process by tests: opens URL, records COUNT versions of the image KEY, or continues
 * forever.
 */
import { openMetadata } from '../src/index.ts';
import { processedImage, rendition, sequencer } from './sample-images.ts';

const [url = '', key = '', count = 'Infinity'] = process.argv.slice(2);
const metadata = await openMetadata({ url });
for (let n = 1; n <= Number(count); n++) {
  const renditions = ['thumbnail', 'small', 'large'].map((name) => rendition(name, `${n}/${name}`));
  const event = { key, sequencer: sequencer(n), versionId: `v${n}`, renditions };
  await metadata.recordProcessed(processedImage(event));
  process.send?.(n);
}
await metadata.close();
