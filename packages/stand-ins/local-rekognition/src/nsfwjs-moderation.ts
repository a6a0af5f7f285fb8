import { RekognitionError } from './errors.ts';
import { ModelProcess, ModelProcessError } from './model-process.ts';
import type { ModerationModel } from './moderation-model.ts';
import { nsfwModerationLabels, type NsfwProbabilities } from './nsfwjs-labels.ts';
import {
  installedNsfwjsVersion,
  NSFWJS_SIDE_PIXELS,
  type NsfwQuestion,
} from './nsfwjs-packages.ts';
import { samplePixels, type SampleBox } from './sample-pixels.ts';

export interface NsfwjsModeration extends ModerationModel {
  /** Of the process that classifies, if it runs. */
  pid(): number | undefined;
}

/** A picture takes a tenth of a second, and the first one seconds. */
const TIMEOUT_MS = 60_000;

/**
 * Moderation by nsfwjs, a small network that knows nudity in photographs and drawings, and nothing
 * else. It runs on this machine, in a process of its own, which starts with the first picture.
 * @throws NsfwjsMissingError
 */
export const nsfwjsModeration = (): NsfwjsModeration => {
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
};

/** As nsfwjs itself fits pictures: the whole of it, stretched to a square. */
const SQUARE: SampleBox = { width: NSFWJS_SIDE_PIXELS, height: NSFWJS_SIDE_PIXELS, fit: 'fill' };

const rethrow = (error: unknown): never => {
  if (!(error instanceof ModelProcessError)) throw error;
  throw new RekognitionError('InternalServerError', error.message, { cause: error });
};
