import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeRenditions, type RenditionSpec } from '../src/index.ts';
import { gifOfFrames } from './draw-image.ts';

const PNG: RenditionSpec = { name: 'a', width: 8, height: 8, fit: 'inside', format: 'png' };
const MOVING: RenditionSpec = { ...PNG, format: 'webp', animated: true };
/** Colour 0 is red, 1 is green. */
const COLORS = 'ff000000ff00';

interface FrameOptions {
  readonly left: number;
  readonly side: number;
  readonly color: 0 | 1;
  /** Of the graphic control extension; none without it. */
  readonly flags?: number;
}

/** A canvas of 4 × 4 whose background is green. */
function gif(...frames: FrameOptions[]): Buffer {
  return Buffer.concat([
    Buffer.from(`474946383961${'04000400'}800100${COLORS}`, 'hex'),
    ...frames.map(frameBytes),
    Buffer.from('3b', 'hex'),
  ]);
}

function frameBytes({ left, side, color, flags }: FrameOptions): Buffer {
  const control = flags === undefined ? [] : [0x21, 0xf9, 4, flags, 10, 0, 0, 0];
  const descriptor = [0x2c, left, 0, left, 0, side, 0, side, 0, 0];
  const data = lzw(Array<number>(side * side).fill(color));
  return Buffer.from([...control, ...descriptor, 2, data.length, ...data, 0]);
}

/** Codes of 3 bits: a clear code before each pixel keeps them that short. */
function lzw(pixels: readonly number[]): number[] {
  const codes = [...pixels.flatMap((pixel) => [4, pixel]), 5];
  const bits = codes.toReversed().map((code) => code.toString(2).padStart(3, '0'));
  const whole = bits.join('').padStart(Math.ceil((codes.length * 3) / 8) * 8, '0');
  return (whole.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).toReversed();
}

async function pixelsOf(file: Buffer, spec: RenditionSpec, page = 0) {
  const { renditions, hasAlpha, frameCount } = await makeRenditions(file, { renditions: [spec] });
  const image = sharp(renditions[0]?.bytes ?? Buffer.alloc(0), { page }).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)];
  return { at, hasAlpha, frameCount };
}

describe('what the first frame of a GIF does not cover', () => {
  it('whose data lacks its end code keeps the last pixel', async () => {
    // One pixel: clear and 1 in codes of 4 bits, and no bit is left.
    const frame = '2c000000000100010000' + '03' + '01' + '18' + '00';
    const file = Buffer.from(`474946383961${'01000100'}800000${COLORS}${frame}3b`, 'hex');
    const { renditions } = await makeRenditions(file, { renditions: [PNG] });
    const { data } = await sharp(renditions[0]?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual([0, 255, 0]);
  });

  const CASES: [string, Buffer][] = [
    ['without a control extension', gif({ left: 1, side: 2, color: 0 })],
    ['without a transparent colour', gif({ left: 1, side: 2, color: 0, flags: 0 })],
  ];

  it.each(CASES)('is transparent in a still, %s', async (_what, file) => {
    const { at, hasAlpha, frameCount } = await pixelsOf(file, PNG);
    expect(at(0, 0)[3]).toBe(0);
    expect(at(1, 1)).toEqual([255, 0, 0, 255]);
    expect({ hasAlpha, frameCount }).toEqual({ hasAlpha: true, frameCount: 1 });
  });

  it('is transparent in an animation', async () => {
    const frames = [
      { left: 1, side: 2, color: 0 },
      { left: 1, side: 1, color: 1, flags: 0 },
    ] as const;
    const { at } = await pixelsOf(gif(...frames), MOVING);
    expect(at(0, 0)[3]).toBe(0);
    expect(at(2, 2)[3]).toBe(255);
  });
});

it('a frame that is restored to the background leaves no pixels, for any background colour', async () => {
  const restored = { left: 0, side: 4, color: 0, flags: 0b1000 } as const;
  const { at } = await pixelsOf(gif(restored, { left: 1, side: 1, color: 0, flags: 0 }), MOVING, 1);
  expect(at(3, 3)[3]).toBe(0);
  expect(at(1, 1)[3]).toBe(255);
});

it('a GIF that is covered has no alpha', async () => {
  const { hasAlpha } = await pixelsOf(gif({ left: 0, side: 4, color: 0, flags: 0 }), PNG);
  expect(hasAlpha).toBe(false);
});

it('a still of 20,000 frames needs one; an animation is counted', async () => {
  const file = gifOfFrames(20_000);
  expect(await pixelsOf(file, PNG)).toMatchObject({ frameCount: 20_000 });
  await expect(makeRenditions(file, { renditions: [MOVING] })).rejects.toMatchObject({
    code: 'too-many-frames',
    received: '20000',
  });
});
