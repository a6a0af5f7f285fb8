/** What other programs leave beside pictures, and what is hidden on purpose. */
export const IGNORED_REASONS = [
  'synology-folder',
  'apple-double',
  'exiftool-original',
  'hidden',
] as const;
export type IgnoredReason = (typeof IGNORED_REASONS)[number];

/**
 * Why a name is left out, or undefined where it is not. `@eaDir` has a Synology's thumbnails, `._*`
 * is what macOS keeps of a file on other file systems, `*_original` is exiftool's backup.
 */
export function ignoredName(name: string, isFolder: boolean): IgnoredReason | undefined {
  if (isFolder && name === '@eaDir') return 'synology-folder';
  if (!isFolder && name.startsWith('._')) return 'apple-double';
  if (!isFolder && name.endsWith('_original')) return 'exiftool-original';
  return name.startsWith('.') ? 'hidden' : undefined;
}
