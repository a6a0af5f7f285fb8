import { demoImagesPath } from './draw-demo-images.ts';
import type { LocalModels } from './model-options.ts';
import { printedCommand, type StackChoice } from './stack-choice.ts';

/** Describes the models at the start of the stack, and what to try in a demo. */
export function modelNotes(models: LocalModels, choice: StackChoice): string {
  const { labelModel, moderationModel, descriptionModel, vision } = models;
  const notes = `Models:

  Labels         ${labelModel.version}
  Moderation     ${moderationModel.version}
  Alt text       ${descriptionModel?.id ?? 'generated from labels'}
`;
  return [
    notes,
    ...(vision?.isRemote ? [`Every image is sent to ${vision.origin}.\n`] : []),
    ...(models.isDemo ? [demoNotes(choice)] : []),
  ].join('\n');
}

function demoNotes(choice: StackChoice): string {
  const command = (name: string, ...args: string[]) =>
    printedCommand(`npm run ${name}`, choice, args);
  return `This is a demo: labels and moderation labels depend on the colour that covers most of an image, and the
rows record this. Red means violence, pink a kiss, brown alcohol. The default policy quarantines
the first, flags the second and allows the third. Import the drawn images:

  ${command('import', demoImagesPath(choice.data.path))}

Then sign in as Olga, open explosion.jpg and decide. Or decide here:

  ${command('images', '--status', 'quarantined', '--json')}
  ${command('review', 'IMAGE_ID', 'approve', '--reason', 'It is drawn.')}
`;
}
