import cssColors from 'color-name';

/** Red, green and blue, 0–255 each. */
export type Rgb = readonly [number, number, number];

/** Upper limits of hues in degrees. Hues above the last limit are red again. */
const HUES = [
  { below: 15, name: 'red' },
  { below: 45, name: 'orange' },
  { below: 70, name: 'yellow' },
  { below: 165, name: 'green' },
  { below: 200, name: 'cyan' },
  { below: 255, name: 'blue' },
  { below: 290, name: 'purple' },
  { below: 345, name: 'pink' },
] as const;

export const SIMPLIFIED_COLORS = [
  ...HUES.map(({ name }) => name),
  'brown',
  'black',
  'grey',
  'white',
] as const;

/** The square of a distance, because roots take most of the time. */
export function squaredDistance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

const CSS_COLORS = Object.entries(cssColors) as unknown as readonly (readonly [string, Rgb])[];

/** Returns the CSS colour that is nearest in RGB, such as `darkslategray`. */
export function cssColorName(color: Rgb): string {
  let nearest = { name: 'black', distance: Infinity };
  for (const [name, rgb] of CSS_COLORS) {
    const distance = squaredDistance(color, rgb);
    if (distance < nearest.distance) nearest = { name, distance };
  }
  return nearest.name;
}

function hueOf([red, green, blue]: Rgb, max: number, chroma: number): number {
  if (max === red) return (60 * ((green - blue) / chroma) + 360) % 360;
  return max === green ? 60 * ((blue - red) / chroma) + 120 : 60 * ((red - green) / chroma) + 240;
}

function greyName(lightness: number): string {
  if (lightness < 0.15) return 'black';
  return lightness > 0.88 ? 'white' : 'grey';
}

/** Returns one of 12 simple names. Dark orange is brown. */
export function simplifiedColorName(color: Rgb): string {
  const max = Math.max(...color);
  const chroma = max - Math.min(...color);
  const lightness = (2 * max - chroma) / 510;
  const saturation = max === 0 ? 0 : chroma / max;
  if (max < 40 || saturation < 0.15 || chroma < 20) return greyName(lightness);
  const hue = hueOf(color, max, chroma);
  if (hue >= 10 && hue < 50 && max < 180) return 'brown';
  return HUES.find(({ below }) => hue < below)?.name ?? 'red';
}

/** Formats `#rrggbb`. */
export function hexCode(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
