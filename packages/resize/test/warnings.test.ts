import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { drawWaves } from './draw-picture.ts';

describe('a JPEG with stray bytes between its markers', () => {
  const strayed = async () => {
    const jpeg = await drawWaves(300, 200).jpeg().toBuffer();
    const afterFirstSegment = 4 + jpeg.readUInt16BE(4);
    return Buffer.concat([
      jpeg.subarray(0, afterFirstSegment),
      Buffer.alloc(4),
      jpeg.subarray(afterFirstSegment),
    ]);
  };

  it('is made all the same, and the decoder’s warning is told', async () => {
    const { warning, renditions } = await makeRenditions(await strayed());
    expect(warning).toMatch(/^Corrupt JPEG data: 4 extraneous bytes/);
    expect(renditions).toHaveLength(3);
  });
});

describe('a JPEG without its end', () => {
  it('is refused, by however little it is short', async () => {
    const jpeg = await drawWaves(300, 200).jpeg().toBuffer();
    for (const missing of [2, 20, 2_000]) {
      await expect(makeRenditions(jpeg.subarray(0, -missing))).rejects.toMatchObject({
        code: 'corrupt',
      });
    }
  });
});
