import { escapeControlCharacters, printableJson } from '@miniatura/text';
import type { MadeRenditions, Rejected } from './resize-file.ts';

export interface RunResult {
  readonly made: readonly MadeRenditions[];
  readonly rejected: readonly Rejected[];
  readonly durationMs: number;
}

/** Returns a summary as text: what was made, then what was rejected and why. */
export function summarize({ made, rejected, durationMs }: RunResult): string {
  const files = made.flatMap((one) => one.files);
  const byteCount = files.reduce((total, file) => total + file.byteCount, 0);
  const seconds = (durationMs / 1_000).toFixed(1);
  const lines = [
    `Made ${count(files.length, 'rendition')} of ${count(made.length, 'image')}: ` +
      `${formatBytes(byteCount)} in ${seconds} s.`,
    ...made.flatMap(({ source, facts }) =>
      facts.warning === undefined
        ? []
        : [escapeControlCharacters(`  ${source}: made with a warning: ${facts.warning}`)],
    ),
  ];
  if (rejected.length > 0) lines.push(`Rejected ${count(rejected.length, 'image')}:`);
  lines.push(
    ...rejected.map(({ source, code, message }) =>
      escapeControlCharacters(`  ${source}: ${code}: ${message}`),
    ),
  );
  return lines.join('\n');
}

/** Returns the summary as JSON for other programs. */
export function toJson({ made, rejected, durationMs }: RunResult): string {
  return printableJson(
    {
      made: made.map(({ source, facts, files }) => ({ source, ...facts, renditions: files })),
      rejected,
      durationMs: Math.round(durationMs),
    },
    2,
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function formatBytes(byteCount: number): string {
  if (byteCount < 1_000) return `${byteCount} B`;
  if (byteCount < 1_000_000) return `${(byteCount / 1_000).toFixed(1)} kB`;
  return `${(byteCount / 1_000_000).toFixed(1)} MB`;
}
