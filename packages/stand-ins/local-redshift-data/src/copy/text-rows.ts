import type { CopyCommand } from '../sql/copy-command.ts';
import { fieldWriter, missingField } from './field-text.ts';
import type { Block } from './read-blocks.ts';
import { recordsOf } from './records.ts';
import { atLine, type RowBlock } from './row-block.ts';
import type { TargetColumn } from './target-columns.ts';

/** Turns records of CSV and of delimited text into rows. */
export function textReader(command: CopyCommand, columns: readonly TargetColumn[]) {
  const writers = columns.map((column) => fieldWriter(command, column));
  const missing = columns.map(missingField);
  return (read: Block): RowBlock => {
    const block: RowBlock = { rows: [], lineNumbers: [], faults: [] };
    for (const { fields, lineNumber } of recordsOf(read, command)) {
      try {
        const cells = fields.map((field, at) => writers[at]?.(field) ?? field);
        if (command.fillsRecords) cells.push(...missing.slice(cells.length));
        block.rows.push(cells.join('\t'));
        block.lineNumbers.push(lineNumber);
      } catch (error) {
        block.faults.push(atLine(error, lineNumber));
      }
    }
    return block;
  };
}
