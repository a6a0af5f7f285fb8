import { mkdirSync } from 'node:fs';
import { fillVariedSource } from './dashboard/fill-varied-source.ts';
import { withServices } from './etl/start-services.ts';
import { runScript } from './measure-process.ts';
const [folder, count] = process.argv.slice(2);
mkdirSync(folder!, { recursive: true });
const url = `sqlite:${folder}/metadata.sqlite`;
console.time('fill');
await fillVariedSource({ url, first: 1, count: Number(count) });
console.timeEnd('fill');
await withServices(folder!, async (endpoints) => {
  console.log(
    await runScript('tools/bench/src/etl/run-etl-in-child.ts', {
      url,
      endpoints,
      keepsFiles: false,
    }),
  );
});
