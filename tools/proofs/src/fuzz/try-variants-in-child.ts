import {
  ANALYSIS_RENDITION,
  DEFAULT_RENDITIONS,
  IMAGE_ERROR_CODES,
  ImageError,
  makeRenditions,
  type RenditionSpec,
} from '@miniatura/resize';
import type { Attempt } from './attempt.ts';

const MOVING: RenditionSpec = {
  name: 'moving',
  width: 64,
  height: 64,
  fit: 'inside',
  format: 'webp',
  animated: true,
};
const RENDITIONS = [...DEFAULT_RENDITIONS, ANALYSIS_RENDITION, MOVING];

/** Worker process: tries the received variants one after the other. */
process.on('message', async (bytes: Uint8Array) => {
  process.send?.(await attempt(bytes));
});

async function attempt(bytes: Uint8Array): Promise<Attempt> {
  try {
    const { renditions } = await makeRenditions(bytes, { renditions: RENDITIONS });
    const empty = renditions.find(({ byteCount }) => byteCount === 0);
    return empty ? { outcome: 'made', fault: `${empty.name} is empty` } : { outcome: 'made' };
  } catch (error) {
    return judgeError(error);
  }
}

function judgeError(error: unknown): Attempt {
  if (!(error instanceof ImageError)) {
    return {
      outcome: 'uncatalogued',
      fault: error instanceof Error ? `${error.stack}` : `${error}`,
    };
  }
  const isKnown = IMAGE_ERROR_CODES.includes(error.code);
  const isSentence = /^Expected .+ but received .+/.test(error.message);
  return isKnown && isSentence
    ? { outcome: error.code }
    : { outcome: error.code, fault: error.message };
}
