import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * For `node --import`, before the modules of a command are loaded. Node stores compiled code, and
 * the JavaScript of TypeScript files, for the next start.
 */
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/node-compile'));
