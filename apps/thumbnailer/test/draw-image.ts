import sharp, { type Color } from 'sharp';

interface Drawing {
  readonly width?: number;
  readonly height?: number;
  readonly background?: Color;
}

/** The EXIF fields that are read. The EXIF also contains a name and a place. */
export const CAMERA_FACTS = {
  cameraMake: 'Google',
  cameraModel: 'Pixel 4a',
  capturedAt: '2022-08-22T20:30:46.000',
  captureZone: '+02:00',
  fNumber: 1.7,
  focalLengthMm: 4.4,
  exposureSeconds: 0.008,
  isoSpeed: 47,
  lensModel: 'Back camera',
} as const;

/** Draws a JPEG with bands on a plain background. */
export async function drawImage(drawing: Drawing = {}): Promise<Buffer> {
  const { width = 640, height = 480, background = '#3366cc' } = drawing;
  const band = await sharp({
    create: { width, height: Math.ceil(height / 4), channels: 3, background: '#ffcc00' },
  })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: band, top: 0, left: 0 }])
    .withExif({
      IFD0: { Artist: 'Somebody Private', Make: 'Google', Model: 'Pixel 4a' },
      IFD2: {
        DateTimeOriginal: '2022:08:22 20:30:46',
        OffsetTimeOriginal: '+02:00',
        FNumber: '17/10',
        FocalLength: '22/5',
        ExposureTime: '1/125',
        ISOSpeedRatings: '47',
        LensModel: 'Back camera',
      },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 19/1 30/1' },
    })
    .jpeg()
    .toBuffer();
}
