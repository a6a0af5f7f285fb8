import { relative } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { demoPicturesPath } from './draw-demo-pictures.ts';
import type { LocalModels } from './model-options.ts';
import { DATA_OPTION } from './options.ts';

/** What the start of the stack says of its models: who answers, and what there is to try in a demo. */
export function modelNotes(models: LocalModels, data: DataDirectory): string {
  const { labelModel, moderationModel, descriptionModel, vision } = models;
  const notes = `Models:

  Labels         ${labelModel.version}
  Moderation     ${moderationModel.version}
  Alt text       ${descriptionModel?.id ?? 'made of labels'}
`;
  return [
    notes,
    ...(vision?.isRemote ? [`Every picture is sent to ${vision.origin}.\n`] : []),
    ...(models.isDemo ? [demoNotes(data)] : []),
  ].join('\n');
}

function demoNotes(data: DataDirectory): string {
  const relativePath = relative(process.cwd(), data.path);
  const path = relativePath.startsWith('..') ? data.path : relativePath;
  const dataOption = path === DATA_OPTION.defaultValue ? '' : ` --data ${shellWord(path)}`;
  return `This is a demo: a script answers by the colour that covers most of a picture, and rows say so. Red
is taken for violence, pink for a kiss, brown for alcohol; the default policy quarantines the first,
flags the second and allows the third. Put drawn pictures in:

  npm run import -- ${shellWord(demoPicturesPath(path))}${dataOption}

Then sign in as Olga, open explosion.jpg and decide. Or decide here:

  npm run images -- --status quarantined --json${dataOption}
  npm run review -- IMAGE_ID approve --reason "It is drawn."${dataOption}
`;
}

/** As a shell takes it for one word. */
function shellWord(path: string): string {
  if (/^[\w./-]+$/.test(path)) return path;
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
