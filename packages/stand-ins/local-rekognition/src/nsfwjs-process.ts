import type { NsfwClass, NsfwProbabilities } from './nsfwjs-labels.ts';
import { NSFWJS_LOADER, NSFWJS_SIDE_PIXELS, type NsfwQuestion } from './nsfwjs-packages.ts';

/**
 * The part of the nsfwjs packages that this process uses. It is declared here because the packages,
 * and so their types, are not part of the workspace.
 */
interface Loader {
  readonly tensorflow: {
    tensor3d(values: Int32Array, shape: readonly number[], dtype: 'int32'): Tensor;
  };
  loadModel(): Promise<NsfwModel>;
}
interface Tensor {
  dispose(): void;
}
interface NsfwModel {
  classify(
    tensor: Tensor,
  ): Promise<readonly { readonly className: NsfwClass; readonly probability: number }[]>;
}

const loading = (async () => {
  const { tensorflow, loadModel } = (await import(NSFWJS_LOADER.href)) as Loader;
  return { tensorflow, model: await loadModel() };
})();

// An error is not handled here: it ends the process, and the parent fails this question only.
process.on('message', (question: NsfwQuestion) => void classify(question));
// Ctrl-C also reaches this process. The parent ends it once the work in flight is done.
process.on('SIGINT', () => undefined);
// The parent has exited.
process.on('disconnect', () => process.exit());

async function classify({ pixels }: NsfwQuestion): Promise<void> {
  const { tensorflow, model } = await loading;
  const shape = [NSFWJS_SIDE_PIXELS, NSFWJS_SIDE_PIXELS, 3];
  const tensor = tensorflow.tensor3d(Int32Array.from(pixels), shape, 'int32');
  const classes = await model.classify(tensor);
  tensor.dispose();
  const answer = Object.fromEntries(
    classes.map(({ className, probability }) => [className, probability]),
  ) as NsfwProbabilities;
  process.send?.(answer);
}
