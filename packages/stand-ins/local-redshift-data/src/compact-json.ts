/** Removes blanks from JSON, because Redshift writes SUPER without them. */
export function compactJson(cell: string): string {
  return cell.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '');
}
