/** One line of a CODEOWNERS file: a pattern such as `/apps/local/`, and its owners. */
export interface CodeOwner {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** Returns a team's name on GitHub: `@miniatura/media`. */
export const codeOwnerOf = (team: string): string => `@miniatura/${team}`;

/** Returns the pattern for a project's folder: `/apps/local/` for `apps/local`. */
export const patternOf = (folder: string): string => `/${folder}/`;

/** Parses a CODEOWNERS file, without its comments and empty lines. */
export function parseCodeOwners(text: string): readonly CodeOwner[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [pattern = '', ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });
}

/**
 * Adds the line of one project in alphabetical order among the projects' lines. They follow the
 * general rules, because the last match applies in CODEOWNERS.
 */
export function addCodeOwner(text: string, folder: string, team: string): string {
  const lines = text === '' ? [] : text.trimEnd().split('\n');
  const line = `${patternOf(folder)} ${codeOwnerOf(team)}`;
  const next = lines.findIndex((other) => /^\/(apps|packages|tools)\//.test(other) && other > line);
  lines.splice(next === -1 ? lines.length : next, 0, line);
  return `${lines.join('\n')}\n`;
}
