#!/usr/bin/env node
import { Command } from 'commander';
import { connectWarehouse } from '../connect-warehouse.ts';
import { dataDirectory } from '../data-directory.ts';
import { DATA_OPTION, portOption } from '../options.ts';
import { QUERY_FORMATS, renderResult, type QueryFormat } from '../render-result.ts';
import { withStack } from '../with-stack.ts';

const program = new Command('npm run query --')
  .description('Runs SQL in the warehouse through the Data API, and prints what it gives.')
  .argument('<sql>', 'such as "SELECT * FROM analytics.v_image"')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .option('--csv', 'print comma-separated values, the names of the columns first')
  .option('--json', 'print one JSON object a line for each row')
  .helpOption('--help', 'tell the options')
  .addHelpText('after', '\nThe views and their columns: docs/data-dictionary.md')
  .parse();

const options = program.opts<{ data: string; port: number } & Partial<Record<QueryFormat, true>>>();
const format = QUERY_FORMATS.find((name) => options[name]) ?? 'table';

try {
  const table = await withStack(
    dataDirectory(options.data),
    options.port,
    async ({ clients, metadata }) => {
      const { api, prepareWarehouse } = connectWarehouse(clients, metadata);
      await prepareWarehouse();
      return api.queryTable({ sql: program.args[0] ?? '' });
    },
  );
  console.log(renderResult(table, format));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
