#!/usr/bin/env node
/** Draws `docs/architecture.svg` from the templates in `cdk.out`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSEMBLY_FOLDER } from '../assembly-folder.ts';
import { drawDiagram } from '../diagram/draw-diagram.ts';
import { readTemplates } from '../diagram/read-templates.ts';

const PROJECT = join(import.meta.dirname, '../..');
const DIAGRAM = join(PROJECT, '../../docs/architecture.svg');

writeFileSync(DIAGRAM, await drawDiagram(readTemplates(join(PROJECT, ASSEMBLY_FOLDER), 'dev')));
console.log(`Drew ${DIAGRAM}`);
