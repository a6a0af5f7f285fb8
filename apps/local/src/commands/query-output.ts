import { extname } from 'node:path';
import { InvalidArgumentError } from 'commander';

export const OUTPUT_FORMATS = ['table', 'csv', 'json', 'parquet'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The options of a query's output. */
export interface OutputOptions {
  readonly csv?: true;
  readonly json?: true;
  readonly format?: OutputFormat;
  readonly output?: string;
}

const BY_EXTENSION: Readonly<Record<string, OutputFormat>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.parquet': 'parquet',
};

/**
 * Returns the output format: the one given by name, else by the file's extension, else a table.
 * @throws InvalidArgumentError for Parquet without a file, because a terminal cannot show it
 */
export function outputFormat({ csv, json, format, output }: OutputOptions): OutputFormat {
  const named = format ?? (csv === true ? 'csv' : json === true ? 'json' : undefined);
  const chosen = named ?? BY_EXTENSION[extname(output ?? '').toLowerCase()] ?? 'table';
  if (chosen === 'parquet' && output === undefined) {
    throw new InvalidArgumentError(
      'Expected --output FILE for Parquet, such as --output images.parquet',
    );
  }
  return chosen;
}
