import { printableJson } from '@miniatura/text';
import { checkWarehouse, DATA_TESTS, type DataTestFailure } from '@miniatura/warehouse';
import { connectWarehouse } from '../stack/connect-warehouse.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run check-warehouse',
  description:
    'Tests the data in the warehouse: keys are unique and not null, references exist, values are known.',
  environment: ['DATABASE_URL'],
})
  .option('--json', 'print the failures as JSON')
  .addHelpText('after', '\nExit status: 0 when all tests pass, 1 when one fails.')
  .parse();

const options = program.opts<{ json?: true }>();

await runProgram(program, async (choice) => {
  const failures = await withStack(choice, async ({ clients, metadata }) => {
    const { api, prepareWarehouse } = connectWarehouse(clients, metadata);
    await prepareWarehouse();
    return checkWarehouse(api);
  });
  console.log(options.json ? printableJson(failures) : textOf(failures));
  process.exitCode = failures.length === 0 ? 0 : 1;
});

function textOf(failures: readonly DataTestFailure[]): string {
  if (failures.length === 0) return `All ${DATA_TESTS.length} tests of the warehouse pass.`;
  const lines = failures.map(({ name, failureCount }) => `  ${name}: ${failureCount} fail`);
  const sentence = `${failures.length} of ${DATA_TESTS.length} tests of the warehouse fail:`;
  return [sentence, ...lines].join('\n');
}
