import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

export type Rgb = readonly [number, number, number];

export const RED: Rgb = [230, 20, 20];
export const GREEN: Rgb = [20, 180, 20];
export const BLUE: Rgb = [20, 20, 230];
export const WHITE: Rgb = [250, 250, 250];

/** Red, green / blue, white: every turn and mirroring of it looks different. */
export function drawQuadrants(width: number, height: number): Sharp {
  const colors = [RED, GREEN, BLUE, WHITE];
  return drawWith(width, height, (x, y) => {
    const quadrant = (y * 2 >= height ? 2 : 0) + (x * 2 >= width ? 1 : 0);
    return colors[quadrant] ?? WHITE;
  });
}

/** Smooth waves of several lengths: like a photograph, no two regions are alike. */
export function drawWaves(width: number, height: number, phase = 0): Sharp {
  const wave = (at: number, length: number) => Math.sin((at / length) * 2 * Math.PI + phase);
  return drawWith(width, height, (x, y) => {
    const u = x / width;
    const v = y / height;
    return [
      127 + 80 * wave(u, 0.7) + 40 * wave(v, 0.23),
      127 + 80 * wave(v, 0.9) + 40 * wave(u + v, 0.31),
      127 + 100 * wave(u - v, 0.5),
    ];
  });
}

export function drawWith(
  width: number,
  height: number,
  colorAt: (x: number, y: number) => Rgb,
): Sharp {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * 3);
  }
  return sharp(Buffer.from(data.buffer), { raw: { width, height, channels: 3 } });
}

/** An animation whose frames are plain colours. */
export async function drawAnimation(colors: readonly Rgb[], width: number, height: number) {
  const frames = await Promise.all(
    colors.map(([r, g, b]) =>
      sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } });
}

/** A PNG that claims any size, with hardly any pixels behind the claim. */
export function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(100))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** The chunks of a PNG, each with its length, type and CRC. */
export function splitPng(png: Buffer): { readonly type: string; readonly bytes: Buffer }[] {
  const chunks: { type: string; bytes: Buffer }[] = [];
  for (let at = 8; at < png.length;) {
    const end = at + 12 + png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), bytes: png.subarray(at, end) });
    at = end;
  }
  return chunks;
}

/** A PNG of these chunks. */
export function joinPng(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

/** A GIF of 1 × 1 pixels with as many frames as wanted. */
export function gifOfFrames(count: number): Buffer {
  const header = Buffer.from('474946383961' + '01000100' + '800000' + '000000ffffff', 'hex');
  const frame = Buffer.from('21f904000a000000' + '2c00000000010001000002024401' + '00', 'hex');
  return Buffer.concat([header, ...Array<Buffer>(count).fill(frame), Buffer.from('3b', 'hex')]);
}

/** The colour at a place given as fractions of width and height. */
export async function colorAt(bytes: Buffer, across: number, down: number): Promise<Rgb> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = Math.floor(down * info.height) * info.width + Math.floor(across * info.width);
  const [red = 0, green = 0, blue = 0] = data.subarray(at * info.channels);
  return [red, green, blue];
}

/** The largest difference of any channel. */
export function difference(one: Rgb, other: Rgb): number {
  return Math.max(...one.map((channel, index) => Math.abs(channel - (other[index] ?? 0))));
}
