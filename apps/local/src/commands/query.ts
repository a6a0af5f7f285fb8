import { writeFile } from 'node:fs/promises';
import type { Table } from '@miniatura/warehouse';
import { Option } from 'commander';
import type { AwsClients } from '../stack/aws-clients.ts';
import { connectAnalyst, connectWarehouse } from '../stack/connect-warehouse.ts';
import { countOf } from './count-of.ts';
import { createProgram, runProgram } from './program.ts';
import { OUTPUT_FORMATS, outputFormat, type OutputOptions } from './query-output.ts';
import { renderResult } from './render-result.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run query',
  description: 'Runs SQL in the warehouse through the Data API and prints the result.',
  environment: ['DATABASE_URL'],
})
  .argument('<sql>', 'such as "SELECT * FROM analytics.v_image"')
  .option('--csv', 'print comma-separated values with a header row')
  .option('--json', 'print one JSON object per line for each row')
  .addOption(new Option('--format <format>', 'format of the result').choices(OUTPUT_FORMATS))
  .option(
    '--output <file>',
    'write to a file; its extension names the format: .csv, .json, .parquet',
  )
  .option('--lake', 'run on the files of the data lake, with DuckDB')
  .option('--as-admin', 'run as the administrator, who may write and read personal data')
  .addHelpText('after', '\nThe views and their columns: docs/data-dictionary.md')
  .parse();

const options = program.opts<OutputOptions & { readonly asAdmin?: true; readonly lake?: true }>();

/** Files are readable by their owner only. */
const PRIVATE = 0o600;

await runProgram(program, async (choice) => {
  const format = outputFormat(options);
  const table = await withStack(choice, async ({ clients, metadata }) => {
    if (options.lake === true) return lakeContent(clients);
    const { api, prepareWarehouse } = connectWarehouse(clients, metadata);
    await prepareWarehouse();
    const asked = options.asAdmin === true ? api : connectAnalyst(clients);
    return asked.queryTable({ sql: program.args[0] ?? '' });
  });
  const { output } = options;
  const isTerminal = output === undefined && process.stdout.isTTY;
  const content =
    format === 'parquet'
      ? await parquetContent(table)
      : renderResult(table, format, { isTerminal });
  if (output === undefined) {
    console.log(content);
    return;
  }
  await writeFile(output, typeof content === 'string' ? `${content}\n` : content, {
    mode: PRIVATE,
  });
  console.log(`${countOf(table.rows.length, 'row')} in ${output}`);
});

/** DuckDB is loaded when it is needed. */
async function lakeContent({ s3 }: Pick<AwsClients, 's3'>): Promise<Table> {
  const { queryLake } = await import('./query-lake.ts');
  return queryLake(s3, {
    sql: program.args[0] ?? '',
    seesPersonalData: options.asAdmin === true,
  });
}

/** The library that writes Parquet is loaded when it is needed. */
async function parquetContent(table: Table): Promise<Uint8Array> {
  const { parquetOf } = await import('./parquet-of.ts');
  return parquetOf(table);
}
