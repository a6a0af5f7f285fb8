/** A moderation label with Rekognition's fields. */
export interface ModerationLabel {
  readonly Name: string;
  /** 0–100. */
  readonly Confidence: number;
  /** Empty for a label of level 1. */
  readonly ParentName: string;
  /** 1–3. */
  readonly TaxonomyLevel: number;
}

/**
 * The first two levels of the categories of Rekognition's moderation model 7.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
 */
export const MODERATION_TAXONOMY = {
  Explicit: ['Explicit Nudity', 'Explicit Sexual Activity', 'Sex Toys'],
  'Non-Explicit Nudity of Intimate parts and Kissing': [
    'Non-Explicit Nudity',
    'Obstructed Intimate Parts',
    'Kissing on the Lips',
  ],
  'Swimwear or Underwear': ['Female Swimwear or Underwear', 'Male Swimwear or Underwear'],
  Violence: ['Weapons', 'Graphic Violence'],
  'Visually Disturbing': ['Death and Emaciation', 'Crashes'],
  'Drugs & Tobacco': ['Products', 'Drugs & Tobacco Paraphernalia & Use'],
  Alcohol: ['Alcohol Use', 'Alcoholic Beverages'],
  'Rude Gestures': ['Middle Finger'],
  Gambling: [],
  'Hate Symbols': ['Nazi Party', 'White Supremacy', 'Extremist'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Taxonomy = typeof MODERATION_TAXONOMY;
export type TopCategory = keyof Taxonomy;
export type SecondCategory = Taxonomy[TopCategory][number];
/** A category of level 1 or 2. */
export type Category = TopCategory | SecondCategory;

const entries = Object.entries(MODERATION_TAXONOMY) as [TopCategory, readonly SecondCategory[]][];

/** The names of levels 1 and 2, each parent before its children. */
export const CATEGORIES: readonly Category[] = entries.flatMap(([top, second]) => [top, ...second]);

function parentOf(category: Category): TopCategory | undefined {
  return entries.find(([, second]) => (second as readonly Category[]).includes(category))?.[0];
}

/**
 * Creates labels in Rekognition's form: each label also has its parent as a label, with the highest
 * confidence of its children. Ordered by confidence, highest first.
 * @param found categories with confidences, 0–100
 */
export function moderationLabelsOf(
  found: readonly (readonly [Category, number])[],
): ModerationLabel[] {
  const confidences = new Map<Category, number>();
  for (const [category, confidence] of found) {
    for (const name of [parentOf(category), category]) {
      if (name === undefined) continue;
      confidences.set(name, Math.max(confidence, confidences.get(name) ?? 0));
    }
  }
  return [...confidences].map(toLabel).sort((a, b) => b.Confidence - a.Confidence);
}

function toLabel([category, confidence]: readonly [Category, number]): ModerationLabel {
  const parent = parentOf(category);
  return {
    Name: category,
    Confidence: confidence,
    ParentName: parent ?? '',
    TaxonomyLevel: parent === undefined ? 1 : 2,
  };
}
