import sharp, { type Color } from 'sharp';

interface Drawing {
  readonly width?: number;
  readonly height?: number;
  readonly background?: Color;
}

/** A JPEG with something on it: bands over a plain ground. */
export async function drawPicture(drawing: Drawing = {}): Promise<Buffer> {
  const { width = 640, height = 480, background = '#3366cc' } = drawing;
  const band = await sharp({
    create: { width, height: Math.ceil(height / 4), channels: 3, background: '#ffcc00' },
  })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([{ input: band, top: 0, left: 0 }])
    .withExif({ IFD0: { Artist: 'Somebody Private' } })
    .jpeg()
    .toBuffer();
}
