import { fileURLToPath } from 'node:url';
import { supervise } from '../stack/supervise.ts';

process.exitCode = await supervise({
  module: fileURLToPath(new URL('../bin/start.ts', import.meta.url)),
  args: process.argv.slice(2),
  environment: process.env,
  log: (line) => console.error(`npm start: ${line}`),
});
// The signal handlers would keep the process running.
process.exit();
