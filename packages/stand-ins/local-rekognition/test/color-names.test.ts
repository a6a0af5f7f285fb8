import { expect, test } from 'vitest';
import { cssColorName, hexCode, type Rgb, simplifiedColorName } from '../src/color-names.ts';

test.each<[Rgb, string, string, string]>([
  [[0, 0, 0], '#000000', 'black', 'black'],
  [[255, 255, 255], '#ffffff', 'white', 'white'],
  [[128, 128, 128], '#808080', 'gray', 'grey'],
  [[254, 1, 2], '#fe0102', 'red', 'red'],
  [[255, 165, 0], '#ffa500', 'orange', 'orange'],
  [[139, 69, 19], '#8b4513', 'saddlebrown', 'brown'],
  [[255, 255, 0], '#ffff00', 'yellow', 'yellow'],
  [[0, 128, 0], '#008000', 'green', 'green'],
  [[0, 255, 255], '#00ffff', 'aqua', 'cyan'],
  [[0, 0, 255], '#0000ff', 'blue', 'blue'],
  [[138, 43, 226], '#8a2be2', 'blueviolet', 'purple'],
  [[255, 20, 147], '#ff1493', 'deeppink', 'pink'],
  [[220, 20, 60], '#dc143c', 'crimson', 'red'],
])('%o is %s, in CSS %s, simplified %s', (color, hex, css, simplified) => {
  expect(hexCode(color)).toBe(hex);
  expect(cssColorName(color)).toBe(css);
  expect(simplifiedColorName(color)).toBe(simplified);
});
