import { expect, test } from 'vitest';
import { imageIdOf } from '@miniatura/metadata';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, startApi } from './start-api.ts';

test('Admins alone review, and what nobody has flagged is at odds with a review', async () => {
  const api = await startApi();
  await api.metadata.recordProcessed(processedImage());
  const path = `/images/${imageIdOf(ORIGINALS, 'dog.jpg')}/review`;
  const body = { decision: 'approve', reason: 'A dog.' };
  const own = await problemOf(await api.ask('POST', path, { body }));
  expect(own).toMatchObject({ httpStatus: 403, code: 'forbidden' });
  const admin = { groups: ['admin'] };
  const plain = await problemOf(await api.ask('POST', path, { ...admin, body }));
  expect(plain).toMatchObject({ httpStatus: 409, code: 'conflict' });
  const undecided = { ...admin, body: { ...body, decision: 'maybe' } };
  const wrong = await problemOf(await api.ask('POST', path, undecided));
  expect(wrong).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
  await api.stop();
});
