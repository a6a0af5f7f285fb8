import type { ImageDetail } from '@miniatura/api-contract';
import { expect, test } from 'vitest';
import { cameraFacts } from '../src/images/camera-facts.ts';

const NOTHING = {
  ...{ cameraMake: null, cameraModel: null, lensModel: null, capturedAt: null, captureZone: null },
  ...{ focalLengthMm: null, exposureSeconds: null, fNumber: null, isoSpeed: null },
};

function factsOf(known: Partial<ImageDetail>) {
  return Object.fromEntries(cameraFacts({ ...NOTHING, ...known } as ImageDetail));
}

test('Camera facts have the usual notation', () => {
  const written = factsOf({
    cameraMake: 'Google',
    cameraModel: 'Pixel 4a',
    capturedAt: '2022-08-22T20:30:46.023',
    captureZone: '+02:00',
    focalLengthMm: 4.4,
    exposureSeconds: 0.00093721,
    fNumber: 1.7,
    isoSpeed: 47,
  });
  expect(written).toMatchObject({
    Camera: 'Google Pixel 4a',
    Lens: null,
    Exposure: '1/1067 s · f/1.7 · ISO 47',
    'Focal length': '4.4 mm',
  });
  expect(written['Taken']).toMatch(/^Aug 22, 2022, 8:30\s?PM \(UTC\+02:00\)$/);
});

test('A maker that the model repeats is shown once, and long exposures in seconds', () => {
  const canon = { cameraMake: 'Canon', cameraModel: 'Canon EOS 5D', exposureSeconds: 2.5 };
  expect(factsOf(canon)).toMatchObject({ Camera: 'Canon EOS 5D', Exposure: '2.5 s' });
});

test('What is not known is left out', () => {
  expect(Object.values(factsOf({}))).toEqual([null, null, null, null, null]);
});
