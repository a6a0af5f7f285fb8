import type { Wait } from './compare-commits.ts';

const CHECKS = 'npx nx run-many -t lint typecheck build synth --output-style=static';
const AFFECTED = 'npx nx affected -t lint typecheck test build --output-style=static';

/** Returns a command that adds an export to a file and runs the affected targets. */
function afterChangeOf(file: string) {
  return `echo 'export const changed = true;' >> ${file} && ${AFFECTED} --files=${file}`;
}

/** Starts the stack, and stops it once it reports that it is ready. */
const START = `set -m; data=$(mktemp -d); coproc npm start -- --port 0 --data "$data"
while read -r line; do [ "$line" = 'Ctrl-C stops it.' ] && break; done <&"\${COPROC[0]}"
kill -INT -- -"$COPROC_PID"; wait; rm -r "$data"`;

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
  { name: 'npm start, first', command: START },
  { name: 'npm start again', command: START },
];
