import type { Wait } from './compare-commits.ts';

const CHECKS = 'npx nx run-many -t lint typecheck build synth --output-style=static';
const AFFECTED = 'npx nx affected -t lint typecheck test build --output-style=static';

/** Returns a command that adds an export to a file and runs the affected targets. */
function afterChangeOf(file: string) {
  return `echo 'export const changed = true;' >> ${file} && ${AFFECTED} --files=${file}`;
}

/** Starts the stack with a new data folder, runs a command once it is ready, and stops it. */
function withStack(command: string): string {
  return `set -m; data=$(mktemp -d); coproc npm start -- --port 0 --data "$data"
pid=$COPROC_PID
until read -r line || exit 1; [ "$line" = 'Ctrl-C stops it.' ]; do :; done <&"\${COPROC[0]}"
${command}
status=$?
kill -INT -- -"$pid"; wait; rm -r "$data"; exit $status`;
}

/** A GIF of one pixel. */
const IMAGE = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/** Uploads an image to S3, and waits until the folder of the thumbnails contains a file. */
const UPLOAD = `s3=$(node -p "require('$data/endpoints.json').s3") &&
base64 -d <<<'${IMAGE}' | curl -sf --aws-sigv4 aws:amz:us-east-1:s3 --user local:local-secret \\
  -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --data-binary @- -X PUT "$s3/originals/one.gif" &&
until find "$data/s3/buckets/thumbnails" -type f 2>/dev/null | grep -q .; do sleep 0.02; done`;

/** The commands for which a developer waits, from a fresh clone on. */
export const WAITS: readonly Wait[] = [
  { name: 'npm ci', command: 'npm ci --no-audit --no-fund' },
  { name: 'checks', command: CHECKS },
  { name: 'checks again', command: CHECKS },
  { name: 'npm test', command: 'npm test' },
  { name: 'npm test again', command: 'npm test' },
  { name: 'nx test', command: 'npx nx run-many -t test --output-style=static' },
  { name: 'change in api', command: afterChangeOf('apps/api/src/create-app.ts') },
  { name: 'change in web', command: afterChangeOf('apps/web/src/errors.ts') },
  { name: 'npm start, first', command: withStack('true') },
  { name: 'npm start again', command: withStack('true') },
  { name: 'npm start and a thumbnail', command: withStack(UPLOAD) },
];
