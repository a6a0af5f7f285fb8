import { writeFileSync } from 'node:fs';
// Stands in for Lambda's runtime: imports the handler that _HANDLER names, and hands it one event.
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const [module, name] = process.env._HANDLER.split('.');
const { [name]: handler } = await import(join(process.env.LAMBDA_TASK_ROOT, `${module}.mjs`));
const event = JSON.parse(await text(process.stdin));
const deadline = Date.now() + 300_000;
const context = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  getRemainingTimeInMillis: () => deadline - Date.now(),
};
const result = await handler(event, context);
writeFileSync(
  process.env.RESULT_FILE,
  JSON.stringify({ arch: process.arch, result: result ?? null }),
);
process.exit(0);
