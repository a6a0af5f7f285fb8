import { moderationLabelsOf, type ModerationLabel } from './moderation-taxonomy.ts';

/** The classes of nsfwjs. */
export const NSFW_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
export type NsfwClass = (typeof NSFW_CLASSES)[number];

/** 0–1 each; together they are 1. */
export type NsfwProbabilities = Readonly<Record<NsfwClass, number>>;

/** Less is noise, which every picture has some of. */
const LEAST_CONFIDENCE = 5;

/**
 * The classes in Rekognition's categories: photographs and drawings of sex are explicit nudity,
 * `Sexy` is nudity that is not explicit; `Neutral` and `Drawing` are nothing to moderate. A
 * probability of the model is taken for the confidence, in percent.
 */
export const nsfwModerationLabels = ({
  Porn,
  Hentai,
  Sexy,
}: NsfwProbabilities): ModerationLabel[] =>
  moderationLabelsOf(
    (
      [
        ['Explicit Nudity', percent(Porn + Hentai)],
        ['Non-Explicit Nudity', percent(Sexy)],
      ] as const
    ).filter(([, confidence]) => confidence >= LEAST_CONFIDENCE),
  );

/** Sums of what is rounded may be a little above 1. */
const percent = (probability: number): number => Math.min(probability * 100, 100);
