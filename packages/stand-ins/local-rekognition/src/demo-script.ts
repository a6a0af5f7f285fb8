import type { SIMPLIFIED_COLORS } from './color-names.ts';
import { type Image, readImage } from './decoded-image.ts';
import { createLabel, type LabelModel } from './label-model.ts';
import type { ModerationModel } from './moderation-model.ts';
import { moderationLabelsOf, type SecondCategory } from './moderation-taxonomy.ts';

/** The version shows that the labels are scripted and no model was used. */
export const DEMO_MODEL_VERSION = 'scripted-demo-1.0';

type ColorName = (typeof SIMPLIFIED_COLORS)[number];

export interface DemoLine {
  /** Ordered by confidence, highest first. */
  readonly labels: readonly string[];
  /** A category and its confidence, 0–100. */
  readonly moderation?: readonly [SecondCategory, number];
}

/** The labels of an image, by its most frequent colour. */
export const DEMO_SCRIPT: Readonly<Record<ColorName, DemoLine>> = {
  red: { labels: ['Fire', 'Flame', 'Explosion'], moderation: ['Graphic Violence', 96] },
  pink: { labels: ['Couple', 'Kissing', 'Wedding'], moderation: ['Kissing on the Lips', 90] },
  brown: { labels: ['Beer', 'Glass', 'Table'], moderation: ['Alcoholic Beverages', 88] },
  orange: { labels: ['Sunset', 'Dusk', 'Sun'] },
  yellow: { labels: ['Sunflower', 'Flower', 'Field'] },
  green: { labels: ['Grass', 'Meadow', 'Hill'] },
  cyan: { labels: ['Swimming Pool', 'Water', 'Summer'] },
  blue: { labels: ['Sea', 'Sky', 'Horizon'] },
  purple: { labels: ['Lavender', 'Flower', 'Field'] },
  black: { labels: ['Night', 'Moon', 'Darkness'] },
  grey: { labels: ['Road', 'Asphalt', 'Fog'] },
  white: { labels: ['Snow', 'Winter', 'Ice'] },
};

/** The confidence of the first label; each further label has CONFIDENCE_STEP less. */
const FIRST_CONFIDENCE = 98;
const CONFIDENCE_STEP = 7;

function lineOf({ colors }: Image): DemoLine {
  const percents = new Map<string, number>();
  for (const { SimplifiedColor, PixelPercent } of colors) {
    percents.set(SimplifiedColor, (percents.get(SimplifiedColor) ?? 0) + PixelPercent);
  }
  const [[name] = ['grey']] = [...percents].sort(([, one], [, other]) => other - one);
  return DEMO_SCRIPT[name as ColorName];
}

export const DEMO_LABELS: LabelModel = {
  version: DEMO_MODEL_VERSION,
  detect: async (image) => ({
    version: DEMO_MODEL_VERSION,
    labels: lineOf(image).labels.map((name, index) =>
      createLabel(name, FIRST_CONFIDENCE - index * CONFIDENCE_STEP),
    ),
  }),
};

export const DEMO_MODERATION: ModerationModel = {
  version: DEMO_MODEL_VERSION,
  detect: async (bytes) => {
    const { moderation } = lineOf(await readImage(bytes));
    return moderation === undefined ? [] : moderationLabelsOf([moderation]);
  },
};
