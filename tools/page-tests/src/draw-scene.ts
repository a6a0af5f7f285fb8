import sharp from 'sharp';

/** A drawn landscape: its name, what a model would see in it, and its colours. */
export interface Scene {
  readonly name: string;
  readonly labels: readonly string[];
  readonly sky: readonly [string, string];
  readonly ground: readonly [string, string, string];
  readonly sun: readonly [x: number, y: number];
  readonly size: readonly [width: number, height: number];
}

const LANDSCAPE = [1600, 1067] as const;
const PORTRAIT = [1067, 1600] as const;
const SQUARE = [1200, 1200] as const;

export const SCENES: readonly Scene[] = [
  {
    name: 'Morning at the lake.jpg',
    labels: ['Lake', 'Mountain', 'Sunrise', 'Nature'],
    sky: ['#f9c58d', '#f492a0'],
    ground: ['#7a6f9b', '#4d5b86', '#28415f'],
    sun: [0.3, 0.42],
    size: LANDSCAPE,
  },
  {
    name: 'Dunes.jpg',
    labels: ['Desert', 'Sand', 'Nature'],
    sky: ['#87c4e8', '#e9f3f5'],
    ground: ['#e8c07d', '#d49b54', '#a86c32'],
    sun: [0.75, 0.2],
    size: SQUARE,
  },
  {
    name: 'Forest path.jpg',
    labels: ['Forest', 'Tree', 'Nature'],
    sky: ['#cfe8cf', '#f4f9e9'],
    ground: ['#6fa36f', '#3f7a4e', '#1f4f35'],
    sun: [0.55, 0.25],
    size: PORTRAIT,
  },
  {
    name: 'Night sky.jpg',
    labels: ['Night', 'Moon', 'Mountain'],
    sky: ['#0b1030', '#33306b'],
    ground: ['#27264f', '#191a3b', '#0d0f26'],
    sun: [0.7, 0.22],
    size: LANDSCAPE,
  },
  {
    name: 'Snow.jpg',
    labels: ['Snow', 'Mountain', 'Nature'],
    sky: ['#9fc3e7', '#eef5fb'],
    ground: ['#dfe9f3', '#b9cde2', '#8facc9'],
    sun: [0.2, 0.2],
    size: LANDSCAPE,
  },
  {
    name: 'Evening by the sea.jpg',
    labels: ['Sea', 'Sunset', 'Horizon'],
    sky: ['#5a3d7a', '#f0755b'],
    ground: ['#3c4f7d', '#2b3a63', '#1b2547'],
    sun: [0.5, 0.5],
    size: LANDSCAPE,
  },
  {
    name: 'Spring hills.jpg',
    labels: ['Hill', 'Meadow', 'Nature'],
    sky: ['#a9dcf5', '#f3fbff'],
    ground: ['#b6d86b', '#86b94e', '#5b9239'],
    sun: [0.8, 0.25],
    size: PORTRAIT,
  },
];

type Color = readonly [red: number, green: number, blue: number];

/** Draws three hills below a sky with a sun, pixel by pixel, as a JPEG. */
export function drawScene(scene: Scene): Promise<Buffer> {
  const [width, height] = scene.size;
  const pixels = Buffer.alloc(width * height * 3);
  const colorAt = painterOf(scene);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(colorAt(x, y), (y * width + x) * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** Returns the function that gives each pixel its colour. */
function painterOf({ sky, ground, sun, size }: Scene): (x: number, y: number) => Color {
  const [width, height] = size;
  const [top, bottom] = sky.map(colorOf) as [Color, Color];
  const hills = ground.map((color, index) => ({
    color: colorOf(color),
    lineAt: (x: number) =>
      height * (0.55 + index * 0.14) +
      Math.sin((x / width) * (4 + index * 2) + index * 2) * height * (0.09 - index * 0.02),
  }));
  const radius = Math.min(width, height) * 0.08;
  return (x, y) => {
    const hill = hills.findLast(({ lineAt }) => y > lineAt(x));
    if (hill !== undefined)
      return mix(hill.color, [0, 0, 0], ((y - hill.lineAt(x)) / height) * 0.5);
    const background = mix(top, bottom, Math.min(y / height / 0.7, 1));
    const distance = Math.hypot(x - sun[0] * width, y - sun[1] * height);
    const glow = Math.min(Math.max(radius + 1 - distance, 0), 1);
    return mix(background, [255, 255, 255], glow * 0.85);
  };
}

function colorOf(hex: string): Color {
  const [red = 0, green = 0, blue = 0] = Buffer.from(hex.slice(1), 'hex');
  return [red, green, blue];
}

function mix(from: Color, to: Color, part: number) {
  return from.map((value, index) => value + ((to[index] ?? 0) - value) * part) as unknown as Color;
}
