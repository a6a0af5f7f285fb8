import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/node-compile');

/**
 * For `node --import`, before the modules of a command are loaded. Node stores compiled code, and
 * the JavaScript of TypeScript files, for the next start. The variable makes the threads and the
 * processes that the command starts use them as well.
 */
enableCompileCache(FOLDER);
process.env['NODE_COMPILE_CACHE'] ??= FOLDER;
