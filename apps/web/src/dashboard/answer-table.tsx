import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import { columnTitle, formatCell } from './format-cell.ts';

interface AnswerTableProps {
  readonly title: string;
  readonly answer: AnalyticsAnswer;
  /** The column whose values have links to images, and the address of each link. */
  readonly link?:
    { readonly column: string; readonly addressOf: (value: string) => string } | undefined;
}

/** Shows an answer as a table, which can be read, copied, and used with a screen reader. */
export function AnswerTable({ title, answer: { columns, rows }, link }: AnswerTableProps) {
  return (
    <div
      class="table-scroll"
      tabIndex={0}
      role="region"
      aria-label={t('{title} as a table', { title })}
    >
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
}
