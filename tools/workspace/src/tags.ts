/** The kinds of projects. */
export const TYPES = [
  'core',
  'package',
  'stand-in-base',
  'stand-in',
  'app',
  'integrator',
  'tool',
] as const;

/** The part of the system to which a project belongs. */
export const SCOPES = ['aws', 'image', 'laptop', 'shared', 'warehouse', 'workspace'] as const;

/** The teams in `.github/CODEOWNERS`, one of which owns each project. */
export const TEAMS = ['data', 'media', 'platform'] as const;

export type Scope = (typeof SCOPES)[number];
export type Team = (typeof TEAMS)[number];

/** The three kinds of tags with their allowed values. Every project has one of each. */
export const TAG_VALUES = { type: TYPES, scope: SCOPES, team: TEAMS } as const;

export type TagKind = keyof typeof TAG_VALUES;

/**
 * Returns the values of one kind of tag: `['media']` for kind `team` of `['type:app',
 * 'team:media']`.
 */
export function tagValuesOf(kind: TagKind, tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag.startsWith(`${kind}:`)).map((tag) => tag.slice(kind.length + 1));
}
