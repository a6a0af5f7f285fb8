import {
  loadModerationPolicy,
  remoderate,
  type RemoderatedImage,
  s3Quarantine,
} from '@miniatura/moderation';
import { escapeControlCharacters, printableJson, showProgress } from '@miniatura/text';
import { Table } from 'console-table-printer';
import { moderationPolicyOf } from '../config.ts';
import { THUMBNAILS_BUCKET } from '../stack/names.ts';
import { countOf } from './count-of.ts';
import { createProgram, runProgram } from './program.ts';
import { type StackAccess, withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run remoderate',
  description:
    'Applies a moderation policy to the stored moderation labels of all images.\n' +
    'Rekognition is not called. Reviewed images keep their decision.',
  environment: ['DATABASE_URL', 'MODERATION_POLICY'],
})
  .option('--policy <file>', 'JSON file of the policy; MODERATION_POLICY by default')
  .option('--dry-run', 'list the changes, change nothing')
  .option('--json', 'print one JSON object per line for each change')
  .parse();

const options = program.opts<{
  policy?: string;
  dryRun?: true;
  json?: true;
}>();

const MAX_CHANGES_SHOWN = 50;

await runProgram(program, async (choice) => {
  const policy =
    options.policy === undefined ? moderationPolicyOf() : loadModerationPolicy(options.policy);
  const isDryRun = options.dryRun ?? false;
  await withStack(choice, async (access) => {
    const { judgedCount, changes } = await run(access, { policy, isDryRun });
    if (options.json) return;
    if (changes.length > 0) console.log(tableOf(changes.slice(0, MAX_CHANGES_SHOWN)));
    const skippedCount = changes.filter(({ isSkipped }) => isSkipped).length;
    console.log(
      [
        `${countOf(judgedCount, 'image')} checked with policy ${policy.version}, ${changes.length} ${isDryRun ? 'would change' : 'changes'}`,
        ...(changes.length > MAX_CHANGES_SHOWN ? [`the first ${MAX_CHANGES_SHOWN} are shown`] : []),
        ...(skippedCount > 0 ? [`${skippedCount} skipped: run it again`] : []),
      ].join(', ') + '.',
    );
    if (skippedCount > 0) process.exitCode = 1;
  });
});

async function run(
  { clients, metadata }: StackAccess,
  request: Parameters<typeof remoderate>[0],
): Promise<{ judgedCount: number; changes: RemoderatedImage[] }> {
  const quarantine = s3Quarantine(clients.s3);
  const dependencies = { metadata, quarantine, thumbnailsBucket: THUMBNAILS_BUCKET };
  const totalCount = await metadata.countJudgeable();
  const changes: RemoderatedImage[] = [];
  let judgedCount = 0;
  const progress = showProgress('images', () => ({ doneCount: judgedCount, totalCount }));
  try {
    for await (const image of remoderate(request, dependencies)) {
      judgedCount += 1;
      if (image.change === 'none') continue;
      changes.push(image);
      progress.clear();
      if (options.json) console.log(printableJson(image));
    }
  } finally {
    progress.stop();
  }
  return { judgedCount, changes };
}

function tableOf(changes: readonly RemoderatedImage[]): string {
  const table = new Table({
    shouldDisableColors: true,
    defaultColumnOptions: { alignment: 'left' },
  });
  for (const { imageId, key, from, to, change, isSkipped } of changes) {
    const what = isSkipped ? `${change} (skipped)` : change;
    table.addRow({
      Image: imageId,
      From: from ?? 'none',
      To: to,
      Change: what,
      Key: escapeControlCharacters(key),
    });
  }
  return table.render();
}
