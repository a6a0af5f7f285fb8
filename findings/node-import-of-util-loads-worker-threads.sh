#!/usr/bin/env bash
# Node 24.21.0, `import 'node:util'` in an ES module.
# Guess: it loads nothing, because Node has loaded `util` for itself before the first module runs.
# Seen: `require('node:util')` loads nothing. An import loads more than ten of Node's modules, such as worker_threads,
#   the parser of arguments and the differ of assertions. An import reads each export once for the module's
#   namespace, and some exports are getters that load a module when they are first read.
# Here: the ETL's function does not import it at its start (apps/infra/test/assets.test.ts).
# Needs: npm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null

cat >probe.mjs <<'JS'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
async function loadedBy(load) {
  const before = new Set(process.moduleLoadList);
  await load();
  return process.moduleLoadList.filter((name) => !before.has(name));
}

// Printing loads Node's streams, which the import would load otherwise.
console.log(`Node ${process.version}`);
const byRequire = await loadedBy(() => require('node:util'));
const byImport = await loadedBy(() => import('node:util'));
console.log(`require loads ${byRequire.length} modules`);
console.log(`import loads ${byImport.length} modules:\n  ${byImport.join('\n  ')}`);
process.exit(
  byRequire.length === 0 && byImport.includes('NativeModule worker_threads') ? 0 : 1,
);
JS
node_modules/.bin/node probe.mjs
