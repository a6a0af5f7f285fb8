import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { drawImage } from './draw-image.ts';
import { ORIGINALS, type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

let running: RunningThumbnailer;
afterEach(() => running.stop());

const find = (key: string) => running.metadata.findImageByKey(ORIGINALS, key);

async function processed(key: string, width = 640) {
  await running.put(key, await drawImage({ width }));
  const messages = await running.takeMessages(1);
  await running.handle(messages);
  return messages;
}

async function versionOf(key: string) {
  const { VersionId } = await running.s3.send(
    new HeadObjectCommand({ Bucket: ORIGINALS, Key: key }),
  );
  return VersionId;
}

describe('An object that is removed', () => {
  test('loses its thumbnails, and its row keeps no personal data', async () => {
    running = await startThumbnailer();
    await processed('cat.jpg');
    await running.remove('cat.jpg');
    expect(await running.handle(await running.takeMessages(1))).toEqual({ batchItemFailures: [] });
    expect(await find('cat.jpg')).toMatchObject({ status: 'removed', sha256: null, labels: [] });
    expect(await running.thumbnailKeys()).toEqual([]);
  });

  test('stays removed when the event of its creation arrives late', async () => {
    running = await startThumbnailer();
    await running.put('cat.jpg', await drawImage());
    const created = await running.takeMessages(1);
    await running.remove('cat.jpg');
    await running.handle(await running.takeMessages(1));
    await running.handle(created);
    expect(await find('cat.jpg')).toMatchObject({ status: 'removed' });
    expect(await running.thumbnailKeys()).toEqual([]);
  });

  test('that is uploaded again before the removal is processed keeps its new thumbnails', async () => {
    running = await startThumbnailer();
    await processed('cat.jpg');
    await running.remove('cat.jpg');
    const removed = await running.takeMessages(1);
    await processed('cat.jpg', 300);
    const keys = await running.thumbnailKeys();
    await running.handle(removed);
    expect(await find('cat.jpg')).toMatchObject({ status: 'processed', width: 300 });
    expect(await running.thumbnailKeys()).toEqual(keys);
  });
});

describe('In a versioned bucket', () => {
  test('a delete marker removes the thumbnails, and its own removal restores them', async () => {
    running = await startThumbnailer({ isVersioned: true });
    await processed('cat.jpg');
    await running.remove('cat.jpg');
    const [marker] = await running.takeMessages(1);
    await running.handle([marker]);
    expect(await find('cat.jpg')).toMatchObject({ status: 'removed' });
    const record = marker?.Records?.[0] as { s3: { object: { versionId: string } } };
    await running.remove('cat.jpg', record.s3.object.versionId);
    await running.handle(await running.takeMessages(1));
    const image = await find('cat.jpg');
    expect(image).toMatchObject({ status: 'processed', width: 640 });
    expect((await running.thumbnailKeys()).toSorted()).toEqual(
      image?.renditions.map(({ key }) => key).toSorted(),
    );
  });

  test('removing an older version changes nothing', async () => {
    running = await startThumbnailer({ isVersioned: true });
    await processed('cat.jpg', 300);
    const older = await versionOf('cat.jpg');
    await processed('cat.jpg', 600);
    const [image, keys] = [await find('cat.jpg'), await running.thumbnailKeys()];
    await running.remove('cat.jpg', older);
    await running.handle(await running.takeMessages(1));
    expect(await find('cat.jpg')).toEqual(image);
    expect(await running.thumbnailKeys()).toEqual(keys);
    expect(running.logged.at(-1)).toMatchObject({ outcome: 'untouched' });
  });

  test('removing the current version shows the previous one', async () => {
    running = await startThumbnailer({ isVersioned: true });
    await processed('cat.jpg', 300);
    await processed('cat.jpg', 600);
    await running.remove('cat.jpg', await versionOf('cat.jpg'));
    await running.handle(await running.takeMessages(1));
    const image = await find('cat.jpg');
    expect(image).toMatchObject({ width: 300, versionId: await versionOf('cat.jpg') });
    expect((await running.thumbnailKeys()).toSorted()).toEqual(
      image?.renditions.map(({ key }) => key).toSorted(),
    );
  });
});
