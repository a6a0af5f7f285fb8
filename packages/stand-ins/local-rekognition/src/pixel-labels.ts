import type { Image } from './decoded-image.ts';
import type { DominantColor } from './dominant-colors.ts';
import type { ImageHeader } from './image-header.ts';
import { createLabel, type Label, type LabelModel } from './label-model.ts';
import type { PixelMeasures } from './pixel-measures.ts';

/**
 * The version shows that the labels are measured from pixels, and no model recognizes the content.
 */
export const LABEL_MODEL_VERSION = 'local-pixels-1.0';

/** The category of Rekognition that matches labels of pixels. */
export const LABEL_CATEGORY = 'Colors and Visual Composition';

/**
 * The confidence shows how far the measure is above the limit that separates it from its opposite.
 */
function toLabel(name: string, confidence: number, parent?: string): Label {
  return createLabel(name, confidence, {
    parents: parent === undefined ? [] : [parent],
    categories: [LABEL_CATEGORY],
  });
}

/** Returns 50 at the limit, 88 one width above it, and 12 one width below it. */
function confidenceAbove(value: number, limit: number, width: number): number {
  return 100 / (1 + Math.exp((-2 * (value - limit)) / width));
}

function between(parent: string, above: string, below: string, confidence: number): Label[] {
  return [toLabel(above, confidence, parent), toLabel(below, 100 - confidence, parent)];
}

/** The maximum relative difference of the sides of a square. */
const SQUARE_TOLERANCE = 0.02;

function orientationLabel({ width, height }: ImageHeader): Label {
  if (Math.abs(width - height) <= SQUARE_TOLERANCE * Math.max(width, height)) {
    return toLabel('Square Format', 100, 'Composition');
  }
  const name = width > height ? 'Landscape Format' : 'Portrait Format';
  return toLabel(name, 100, 'Composition');
}

function lightLabels({ brightness, contrast }: PixelMeasures): Label[] {
  return [
    toLabel('Bright', confidenceAbove(brightness, 65, 12), 'Lighting'),
    toLabel('Dark', 100 - confidenceAbove(brightness, 30, 12), 'Lighting'),
    toLabel('High Contrast', confidenceAbove(contrast, 55, 10), 'Lighting'),
    toLabel('Low Contrast', 100 - confidenceAbove(contrast, 22, 8), 'Lighting'),
  ];
}

/** An image with less contrast is neither sharp nor blurry. */
const MIN_CONTRAST = 5;

function focusLabels({ sharpness, contrast }: PixelMeasures): Label[] {
  return contrast < MIN_CONTRAST
    ? []
    : between('Focus', 'Sharp', 'Blurry', confidenceAbove(sharpness, 35, 18));
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function colorLabels(colors: readonly DominantColor[]): Label[] {
  const percents = new Map<string, number>();
  for (const { SimplifiedColor, PixelPercent } of colors) {
    percents.set(SimplifiedColor, (percents.get(SimplifiedColor) ?? 0) + PixelPercent);
  }
  return [...percents].map(([name, percent]) =>
    toLabel(capitalised(name), confidenceAbove(percent, 12, 10), 'Color'),
  );
}

/** Adds each parent as a label, with the highest confidence of its children. */
function withParents(labels: readonly Label[]): Label[] {
  const parents = new Map<string, number>();
  for (const { Parents, Confidence } of labels) {
    for (const { Name } of Parents) {
      parents.set(Name, Math.max(parents.get(Name) ?? 0, Confidence));
    }
  }
  return [...labels, ...[...parents].map(([name, confidence]) => toLabel(name, confidence))];
}

/** All labels, highest confidence first. Opposites are both included; one of them is below 50. */
function pixelLabels({ header, measures, colors }: Image): Label[] {
  return withParents([
    orientationLabel(header),
    ...between('Image Type', 'Graphic', 'Photo', confidenceAbove(measures.flatness, 45, 15)),
    ...lightLabels(measures),
    ...focusLabels(measures),
    ...between('Color', 'Colorful', 'Monochrome', confidenceAbove(measures.colorfulness, 15, 8)),
    ...colorLabels(colors),
  ]).sort((a, b) => b.Confidence - a.Confidence || (a.Name < b.Name ? -1 : 1));
}

/** Detects labels from pixels, without recognizing the content. */
export const PIXEL_LABELS: LabelModel = {
  version: LABEL_MODEL_VERSION,
  detect: async (image) => ({ version: LABEL_MODEL_VERSION, labels: pixelLabels(image) }),
};
