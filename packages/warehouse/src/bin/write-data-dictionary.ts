import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dataDictionary } from '../data-dictionary.ts';

const PATH = fileURLToPath(new URL('../../../../docs/data-dictionary.md', import.meta.url));

await writeFile(PATH, await dataDictionary());
console.log(`Wrote ${PATH}`);
