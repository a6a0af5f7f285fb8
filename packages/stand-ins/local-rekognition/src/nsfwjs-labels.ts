import { type ModerationLabel, moderationLabelsOf } from './moderation-taxonomy.ts';

/** The classes of nsfwjs. */
export const NSFW_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
export type NsfwClass = (typeof NSFW_CLASSES)[number];

/** Probabilities from 0 to 1 whose sum is 1. */
export type NsfwProbabilities = Readonly<Record<NsfwClass, number>>;

/** Lower confidences are noise, which every image has. */
const MIN_CONFIDENCE = 5;

/**
 * Maps the classes to Rekognition's categories: `Porn` and `Hentai` are explicit nudity, `Sexy` is
 * non-explicit nudity, `Neutral` and `Drawing` have no label. The confidence is the probability in
 * percent.
 */
export function nsfwModerationLabels({ Porn, Hentai, Sexy }: NsfwProbabilities): ModerationLabel[] {
  return moderationLabelsOf(
    (
      [
        ['Explicit Nudity', percent(Porn + Hentai)],
        ['Non-Explicit Nudity', percent(Sexy)],
      ] as const
    ).filter(([, confidence]) => confidence >= MIN_CONFIDENCE),
  );
}

/** The sum of rounded probabilities may be slightly above 1. */
const percent = (probability: number): number => Math.min(probability * 100, 100);
