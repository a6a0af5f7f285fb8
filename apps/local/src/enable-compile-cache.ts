import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * For `node --import`, before a command's own modules are loaded: Node keeps what it compiles of them,
 * and the JavaScript of their TypeScript, for the next start.
 */
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/node-compile'));
