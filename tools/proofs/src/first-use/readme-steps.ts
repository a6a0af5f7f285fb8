/** A command of the README, and how the proof runs it. */
export interface ReadmeStep {
  /** The command as in the README. */
  readonly command: string;
  /** Expected exit code and output. Without them the command must only exist. */
  readonly expects?: { readonly exitCode: number; readonly output: RegExp };
  /** Why the proof does not run the command. */
  readonly leftOut?: string;
}

const prints = (output: RegExp, exitCode = 0) => ({ exitCode, output });

const TOO_LONG = 'takes as long as the whole of CI, which runs it';

/** All commands of the README except the first, in an order that a new user may choose. */
export const README_STEPS: readonly ReadmeStep[] = [
  { command: 'npm run import -- ~/Pictures', expects: prints(/processed/) },
  { command: 'npm run images', expects: prints(/cat\.jpg/) },
  { command: 'npm run etl', expects: prints(/./) },
  {
    command: 'npm run query -- "SELECT status, COUNT(*) FROM analytics.v_image GROUP BY status"',
    expects: prints(/processed/),
  },
  { command: 'npm run reconcile', expects: prints(/agree/) },
  { command: 'npm run etl -- --repair', expects: prints(/Both agree/) },
  { command: 'npx miniatura upload cat.jpg', expects: prints(/cat\.jpg {2}processed/) },
  { command: 'npm run -s token -- --user ann', expects: prints(/^[\w-]+\.[\w-]+\.[\w-]+$/m) },
  { command: 'npm run audit', expects: prints(/./) },
  { command: 'npm run failures', expects: prints(/./) },
  { command: 'npm run redrive -- --all', expects: prints(/0 redriven/) },
  { command: 'npm run review', expects: prints(/No image waits for a review/) },
  {
    command:
      'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local-secret AWS_REGION=us-east-1 ' +
      'aws --endpoint-url http://127.0.0.1:4600 s3 cp cat.jpg s3://originals/',
    expects: prints(/upload: .*cat\.jpg/),
  },
  {
    command: 'npx miniatura-resize ~/Pictures --out thumbnails --size 128',
    // The images include a truncated one, and a file that is no image.
    expects: prints(/Made 3 renditions/, 1),
  },
  { command: 'npm run import', expects: prints(/path/i, 1) },
  {
    command: 'npm start -- --demo',
    leftOut: 'another stack on the same data; apps/local tests one of its own',
  },
  { command: 'npm ci && npm test', leftOut: TOO_LONG },
  { command: 'npx nx run-many -t lint typecheck test build', leftOut: TOO_LONG },
  { command: 'npx nx affected -t lint typecheck test build', leftOut: TOO_LONG },
  { command: 'npx nx run bench:resize', leftOut: 'takes minutes; tools/bench tests a small run' },
  {
    command: 'npx nx g @miniatura/workspace:lambda-app NAME',
    leftOut: 'tools/workspace generates an app and runs its checks',
  },
];

/** The first command of the README: it installs, and runs until Ctrl-C. */
export const FIRST_COMMAND = 'npm ci && npm start';
