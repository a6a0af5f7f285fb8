import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { drawNumberedImage } from './draw-numbered-image.ts';
import { type Finding, followFirstCommand, followReadme } from './first-use/follow-readme.ts';
import { runLine } from './first-use/shell.ts';
import { tryWrongInputs } from './first-use/try-wrong-inputs.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

new Command('npx nx run proofs:first-use --')
  .description(
    "Clones the last commit into a temporary folder, runs the README's commands there, and then " +
      'runs wrong inputs, each of which must fail with its message. Uses the default ports. Exits ' +
      'with 1 if a result differs.',
  )
  .parse();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'proofs-first-use-'));
resources.defer(() => rm(scratch, { recursive: true, force: true }));
const user = { clone: join(scratch, 'miniatura'), images: join(scratch, 'Images') };
await cloneLastCommit(user.clone);
await drawImages(user.images);

console.log('npm ci && npm start');
const stack = await followFirstCommand(user);
resources.defer(() => stack.interrupt());
const findings: Finding[] = [
  ...(await followReadme(user, ({ command, leftOut }) =>
    console.log(leftOut === undefined ? command : `${command}\n  left out: ${leftOut}`),
  )),
  ...(await tryWrongInputs(user, stack, (line) => console.log(line))),
];
for (const { command, problem } of findings) console.error(`${command}\n  ${problem}`);
console.log(findings.length === 0 ? 'Kept' : 'BROKEN');
process.exitCode = findings.length === 0 ? 0 : 1;

async function cloneLastCommit(target: string): Promise<void> {
  const { exitCode, output } = await runLine(`git clone --quiet '${ROOT}' '${target}'`, {
    folder: scratch,
  });
  if (exitCode !== 0)
    throw new Error(`Expected a git repository at ${ROOT} but received: ${output}`);
}

/** Draws a folder with a few images, one of them in a subfolder, and files that are not images. */
async function drawImages(folder: string): Promise<void> {
  await mkdir(join(folder, 'holiday'), { recursive: true });
  await writeFile(join(folder, 'cat.jpg'), await drawNumberedImage(1));
  await writeFile(join(folder, 'dog with a space.jpg'), await drawNumberedImage(2));
  await writeFile(join(folder, 'holiday', 'Straße 🏖.jpg'), await drawNumberedImage(3));
  const whole = await drawNumberedImage(4);
  await writeFile(join(folder, 'half.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(join(folder, 'notes.txt'), 'Not an image.\n');
  await cp(join(folder, 'cat.jpg'), join(folder, '._cat.jpg'));
}
