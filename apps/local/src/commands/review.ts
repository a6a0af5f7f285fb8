import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, InvalidArgumentError } from 'commander';
import { REVIEW_DECISIONS, type ReviewDecision } from '@miniatura/metadata';
import { reviewImage, s3Quarantine } from '@miniatura/moderation';
import { THUMBNAILS_BUCKET } from '../names.ts';
import { createProgram, runProgram } from '../program.ts';
import { withStack, type StackAccess } from '../with-stack.ts';

const program = createProgram({
  command: 'npm run review',
  description: 'Decides on an image that moderation has flagged or quarantined.',
  environment: ['DATABASE_URL'],
})
  .argument('<image>', 'the id of the image, as npm run images -- --json tells it', parseImageId)
  .addArgument(new Argument('<decision>', 'restore or delete the image').choices(REVIEW_DECISIONS))
  .requiredOption('--reason <text>', 'reason, stored with the decision')
  .option('--reviewer <name>', 'who decides', userInfo().username)
  .parse();

const [imageId = '', decision] = program.processedArgs as [string, ReviewDecision];
const { reason, reviewer } = program.opts<{
  reason: string;
  reviewer: string;
}>();

const POLL_MS = 100;
/** The thumbnailer has the original to decode; where it is busy, it is not waited for. */
const WAIT_MS = 30_000;

await runProgram(program, async (choice) => {
  await withStack(choice, async (access) => {
    console.log(await review(access));
  });
});

function parseImageId(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 32 lower-case hexadecimal digits.');
}

async function review(access: StackAccess): Promise<string> {
  const { clients, metadata } = access;
  const { isNew } = await reviewImage(
    { imageId, decision, reviewedBy: reviewer, reason },
    { metadata, quarantine: s3Quarantine(clients.s3), thumbnailsBucket: THUMBNAILS_BUCKET },
  );
  const again = isNew ? '' : ', as before';
  if (decision === 'reject') {
    return `Rejected${again}: the original and the thumbnails are deleted, the row is kept.`;
  }
  const isBack = await waitUntilProcessed(access);
  return isBack
    ? `Approved${again}: the original and the thumbnails are restored.`
    : `Approved${again}: the original is restored; the thumbnails follow when the queue is processed.`;
}

async function waitUntilProcessed({ metadata }: StackAccess): Promise<boolean> {
  const deadlineMs = performance.now() + WAIT_MS;
  while (performance.now() < deadlineMs) {
    if ((await metadata.findImage(imageId))?.status === 'processed') return true;
    await sleep(POLL_MS);
  }
  return false;
}
