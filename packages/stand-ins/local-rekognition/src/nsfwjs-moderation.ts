import { RekognitionError } from './errors.ts';
import { ModelProcess, ModelProcessError } from './model-process.ts';
import type { ModerationModel } from './moderation-model.ts';
import { nsfwModerationLabels, type NsfwProbabilities } from './nsfwjs-labels.ts';
import {
  installedNsfwjsVersion,
  NSFWJS_SIDE_PIXELS,
  type NsfwQuestion,
} from './nsfwjs-packages.ts';
import { type SampleBox, samplePixels } from './sample-pixels.ts';

export interface NsfwjsModeration extends ModerationModel {
  /** The id of the classifying process, or undefined when it does not run. */
  pid(): number | undefined;
}

/** An image takes 0.1 s, the first one several seconds. */
const TIMEOUT_MS = 60_000;

/**
 * Moderation by nsfwjs, a small network that detects nudity in photographs and drawings, and
 * nothing else. It runs on this machine, in a separate process that starts with the first image.
 * @throws NsfwjsMissingError
 */
export function nsfwjsModeration(): NsfwjsModeration {
  const version = `nsfwjs-${installedNsfwjsVersion()}-mobilenet-v2-mid`;
  const module = new URL('./nsfwjs-process.ts', import.meta.url);
  const model = new ModelProcess<NsfwQuestion, NsfwProbabilities>({
    module,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    version,
    detect: async (bytes) => {
      const { data: pixels } = await samplePixels(bytes, SQUARE);
      return nsfwModerationLabels(await model.ask({ pixels }).catch(rethrow));
    },
    pid: () => model.pid,
    close: () => model.close(),
  };
}

/** Stretches the complete image to a square, as nsfwjs does. */
const SQUARE: SampleBox = { width: NSFWJS_SIDE_PIXELS, height: NSFWJS_SIDE_PIXELS, fit: 'fill' };

function rethrow(error: unknown): never {
  if (!(error instanceof ModelProcessError)) throw error;
  throw new RekognitionError('InternalServerError', error.message, { cause: error });
}
