/** Files that other programs store beside images, and hidden files. */
export const IGNORED_REASONS = [
  'synology-folder',
  'apple-double',
  'exiftool-original',
  'hidden',
] as const;
export type IgnoredReason = (typeof IGNORED_REASONS)[number];

/**
 * Returns why a name is skipped, or undefined. `@eaDir` contains Synology's thumbnails, `._*` are
 * metadata files of macOS on other file systems, `*_original` are exiftool's backups.
 */
export function ignoredName(name: string, isFolder: boolean): IgnoredReason | undefined {
  if (isFolder && name === '@eaDir') return 'synology-folder';
  if (!isFolder && name.startsWith('._')) return 'apple-double';
  if (!isFolder && name.endsWith('_original')) return 'exiftool-original';
  return name.startsWith('.') ? 'hidden' : undefined;
}
