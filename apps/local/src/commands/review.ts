import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ModerationReview, REVIEW_DECISIONS, type ReviewDecision } from '@miniatura/metadata';
import { reviewImage, s3Quarantine } from '@miniatura/moderation';
import { escapeControlCharacters } from '@miniatura/text';
import { Argument, InvalidArgumentError } from 'commander';
import { THUMBNAILS_BUCKET } from '../stack/names.ts';
import { openDatabase } from '../stack/open-database.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import { newestImages } from './newest-images.ts';
import { createProgram, runProgram } from './program.ts';
import { type StackAccess, withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run review',
  description:
    'Decides on an image that moderation has flagged or quarantined. Without arguments: lists the ' +
    'quarantined images that wait for a decision.',
  environment: ['DATABASE_URL'],
})
  .argument('[image]', 'id of the image, from this list or npm run images -- --json', parseImageId)
  .addArgument(new Argument('[decision]', 'restore or delete the image').choices(REVIEW_DECISIONS))
  .option('--reason <text>', 'reason, stored with the decision')
  .option('--reviewer <name>', 'who decides', userInfo().username)
  .parse();

const [imageId, decision] = program.processedArgs as [string?, ReviewDecision?];
const { reason, reviewer } = program.opts<{ reason?: string; reviewer: string }>();
const asked = imageId === undefined ? undefined : reviewOf(imageId);

const POLL_MS = 100;
/** The thumbnailer has to decode the original. If it is busy, the command does not wait longer. */
const WAIT_MS = 30_000;
const MOST_LISTED = 100;

await runProgram(program, async (choice) => {
  if (asked === undefined) return listWaiting(choice);
  await withStack(choice, async (access) => {
    console.log(await review(asked, access));
  });
});

/** Reports missing arguments before it looks for a stack. */
function reviewOf(image: string): ModerationReview {
  if (decision === undefined) return program.error("error: missing required argument 'decision'");
  if (reason === undefined)
    return program.error("error: required option '--reason <text>' not specified");
  return { imageId: image, decision, reviewedBy: reviewer, reason };
}

async function listWaiting(choice: StackChoice): Promise<void> {
  const metadata = await openDatabase(choice);
  const { images, hasMore } = await newestImages(metadata, {
    status: 'quarantined',
    isWanted: ({ reviewDecision }) => reviewDecision === null,
    limit: MOST_LISTED,
  });
  await metadata.close();
  const [newest] = images;
  if (newest === undefined) return console.log('No image waits for a review.');
  for (const { imageId: id, moderationLabels, fileName, key } of images) {
    const labels = moderationLabels.map(({ name }) => name).join(', ');
    console.log(escapeControlCharacters(`${id}  ${labels}  ${fileName ?? key}`));
  }
  const decide = printedCommand('npm run review', choice, [
    newest.imageId,
    'approve',
    '--reason',
    'It is harmless.',
  ]);
  const more = hasMore ? ` These are the newest ${images.length}.` : '';
  console.log(
    `Waiting for a review: ${images.length}.${more} Approve an image, or reject it:\n  ${decide}`,
  );
}

function parseImageId(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 32 lower-case hexadecimal digits.');
}

async function review(request: ModerationReview, access: StackAccess): Promise<string> {
  const { clients, metadata } = access;
  const { isNew } = await reviewImage(request, {
    metadata,
    quarantine: s3Quarantine(clients.s3),
    thumbnailsBucket: THUMBNAILS_BUCKET,
  });
  const again = isNew ? '' : ', as before';
  if (request.decision === 'reject') {
    return `Rejected${again}: the original and the thumbnails are deleted, the row is kept.`;
  }
  const isBack = await waitUntilProcessed(request, access);
  return isBack
    ? `Approved${again}: the original and the thumbnails are restored.`
    : `Approved${again}: the original is restored; the thumbnails follow when the queue is processed.`;
}

async function waitUntilProcessed(
  { imageId: id }: ModerationReview,
  { metadata }: StackAccess,
): Promise<boolean> {
  const deadlineMs = performance.now() + WAIT_MS;
  while (performance.now() < deadlineMs) {
    if ((await metadata.findImage(id))?.status === 'processed') return true;
    await sleep(POLL_MS);
  }
  return false;
}
