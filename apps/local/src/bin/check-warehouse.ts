#!/usr/bin/env node
// Plain JavaScript, and CommonJS by the package.json beside it, so that an older Node gets to the check.
void import('../require-node.mjs').then(() => import('../commands/check-warehouse.ts'));
