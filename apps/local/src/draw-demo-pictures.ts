import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const WIDTH = 960;
const HEIGHT = 640;

/** Simple scenes, each mostly of one colour, as SVG elements on a canvas of 960 × 640 pixels. */
const SCENES: Readonly<Record<string, string>> = {
  'sea.jpg': `${fill('#5b8fe0')}<rect y="300" width="960" height="340" fill="#1d4ea8"/>
    <path d="M420 300 L480 160 L480 300 Z" fill="#f4f4f4"/><path d="M390 305 H560 L530 345 H420 Z" fill="#7a4a25"/>`,
  'meadow.jpg': `${fill('#7cc46a')}<path d="M0 340 Q240 220 480 340 T960 320 V640 H0 Z" fill="#3f9a3c"/>
    <circle cx="790" cy="110" r="60" fill="#f5d94a"/>`,
  'sunset.jpg': `${fill('#f0913a')}<circle cx="480" cy="360" r="130" fill="#f9d25a"/>
    <rect y="430" width="960" height="210" fill="#d9772b"/>`,
  'night.jpg': `${fill('#0a0a14')}<circle cx="700" cy="160" r="70" fill="#e8e6d8"/>
    <circle cx="180" cy="120" r="4" fill="#fff"/><circle cx="320" cy="220" r="3" fill="#fff"/>
    <path d="M0 520 L260 400 L520 540 L960 420 V640 H0 Z" fill="#06060b"/>`,
  'beer.jpg': `${fill('#6e4526')}<rect x="380" y="220" width="180" height="280" rx="18" fill="#b0701f"/>
    <rect x="370" y="180" width="200" height="60" rx="30" fill="#f6efdc"/>
    <rect y="500" width="960" height="140" fill="#4d2f18"/>`,
  'kiss.jpg': `${fill('#f4a3c4')}<circle cx="390" cy="300" r="110" fill="#c98963"/>
    <circle cx="570" cy="300" r="110" fill="#8d5a3b"/>
    <path d="M300 640 Q390 420 480 640 Q570 420 660 640 Z" fill="#e06a9c"/>`,
  'explosion.jpg': `${fill('#b3141a')}<path fill="#e33a1f" d="M480 60 L560 230 L760 150 L660 320 L880 380
    L660 430 L740 600 L560 500 L480 630 L410 500 L220 590 L300 430 L80 380 L300 310 L200 140 L400 230 Z"/>
    <circle cx="480" cy="360" r="90" fill="#f7b733"/>`,
};

function fill(color: string): string {
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="${color}"/>`;
}

/** Where the demo's pictures lie, below a stack's data folder. */
export function demoPicturesPath(dataPath: string): string {
  return join(dataPath, 'demo-pictures');
}

/** Draws the pictures of the demo into a folder; those that are there are drawn anew, and alike. */
export async function drawDemoPictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(SCENES).map(async ([name, elements]) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${elements}</svg>`;
      await writeFile(
        join(folder, name),
        await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer(),
      );
    }),
  );
}
