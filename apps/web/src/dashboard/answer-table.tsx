import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { columnTitle, formatCell } from './format-cell.ts';

interface AnswerTableProps {
  readonly title: string;
  readonly answer: AnalyticsAnswer;
  /** The column whose values stand for images, and the address of those. */
  readonly link?:
    { readonly column: string; readonly addressOf: (value: string) => string } | undefined;
}

/** The answer as it is, to read, to copy, and to hear. */
export const AnswerTable = ({ title, answer: { columns, rows }, link }: AnswerTableProps) => (
  <div class="table-scroll" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
    <table>
      <thead>
        <tr>
          {columns.map(({ name, type }) => (
            <th key={name} scope="col" class={type === 'number' ? 'number' : ''}>
              {columnTitle(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, rowIndex) => (
          <tr key={rowIndex}>
            {columns.map((column, index) => (
              <td key={column.name} class={column.type === 'number' ? 'number' : ''}>
                {column.name === link?.column ? (
                  <a href={link.addressOf(String(row[index]))}>
                    {formatCell(row[index] ?? null, column)}
                  </a>
                ) : (
                  formatCell(row[index] ?? null, column)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
