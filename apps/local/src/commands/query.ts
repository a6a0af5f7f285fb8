import { connectAnalyst, connectWarehouse } from '../stack/connect-warehouse.ts';
import { QUERY_FORMATS, renderResult, type QueryFormat } from './render-result.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run query',
  description: 'Runs SQL in the warehouse through the Data API and prints the result.',
  environment: ['DATABASE_URL'],
})
  .argument('<sql>', 'such as "SELECT * FROM analytics.v_image"')
  .option('--csv', 'print comma-separated values with a header row')
  .option('--json', 'print one JSON object per line for each row')
  .option('--as-admin', 'run as the administrator, who may write and read personal data')
  .addHelpText('after', '\nThe views and their columns: docs/data-dictionary.md')
  .parse();

const options = program.opts<Partial<Record<QueryFormat | 'asAdmin', true>>>();
const format = QUERY_FORMATS.find((name) => options[name]) ?? 'table';

await runProgram(program, async (choice) => {
  const table = await withStack(choice, async ({ clients, metadata }) => {
    const { api, prepareWarehouse } = connectWarehouse(clients, metadata);
    await prepareWarehouse();
    const asked = options.asAdmin === true ? api : connectAnalyst(clients);
    return asked.queryTable({ sql: program.args[0] ?? '' });
  });
  console.log(renderResult(table, format, { isTerminal: process.stdout.isTTY }));
});
