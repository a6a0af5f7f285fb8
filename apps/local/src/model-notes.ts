import { DEMO_SCRIPT } from '@miniatura/local-rekognition';
import type { LocalModels } from './model-options.ts';

/** What the start of the stack says of its models: who answers, and what a demo shows. */
export function modelNotes(models: LocalModels, importCommand: string): string {
  return [
    whoAnswers(models),
    models.vision?.isRemote && `Every picture is sent to ${models.vision.origin}.\n`,
    models.isDemo && demoNotes(importCommand),
  ]
    .filter(Boolean)
    .join('\n');
}

function whoAnswers({ labelModel, moderationModel, descriptionModel }: LocalModels): string {
  return `Models:

  Labels         ${labelModel.version}
  Moderation     ${moderationModel.version}
  Alt text       ${descriptionModel?.id ?? 'made of labels'}
`;
}

function demoNotes(importCommand: string): string {
  const moderated = Object.entries(DEMO_SCRIPT)
    .flatMap(([color, { moderation }]) =>
      moderation === undefined ? [] : [`${color} is taken for ${moderation.join(', ')} %`],
    )
    .join('; ');
  return `This is a demo: a script labels pictures, by the colour that covers most of them, and rows
say so. ${moderated}. Pictures to try:

  ${importCommand}
`;
}
