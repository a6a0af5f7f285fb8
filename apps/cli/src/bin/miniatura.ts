#!/usr/bin/env node
import { endOnOutputError } from '@miniatura/text';
import { CommanderError } from 'commander';
import { createProgram } from '../create-program.ts';
import { EXIT_CODES } from '../errors.ts';
import { exitOf } from '../exit-of.ts';
import { printableLines } from '../printable-lines.ts';

endOnOutputError();

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.usage;
  } else {
    const known = exitOf(error);
    if (known === null) throw error;
    console.error(printableLines(`error: ${known.message}`));
    process.exitCode = EXIT_CODES[known.exit];
  }
}
