import { demoPicturesPath } from './draw-demo-pictures.ts';
import type { LocalModels } from './model-options.ts';
import { printedCommand, type StackChoice } from './stack-choice.ts';

/** Describes the models at the start of the stack, and what to try in a demo. */
export function modelNotes(models: LocalModels, choice: StackChoice): string {
  const { labelModel, moderationModel, descriptionModel, vision } = models;
  const notes = `Models:

  Labels         ${labelModel.version}
  Moderation     ${moderationModel.version}
  Alt text       ${descriptionModel?.id ?? 'made of labels'}
`;
  return [
    notes,
    ...(vision?.isRemote ? [`Every picture is sent to ${vision.origin}.\n`] : []),
    ...(models.isDemo ? [demoNotes(choice)] : []),
  ].join('\n');
}

function demoNotes(choice: StackChoice): string {
  const command = (name: string, ...args: string[]) =>
    printedCommand(`npm run ${name}`, choice, args);
  return `This is a demo: a script answers by the colour that covers most of a picture, and rows say so. Red
is taken for violence, pink for a kiss, brown for alcohol; the default policy quarantines the first,
flags the second and allows the third. Put drawn pictures in:

  ${command('import', demoPicturesPath(choice.data.path))}

Then sign in as Olga, open explosion.jpg and decide. Or decide here:

  ${command('images', '--status', 'quarantined', '--json')}
  ${command('review', 'IMAGE_ID', 'approve', '--reason', 'It is drawn.')}
`;
}
