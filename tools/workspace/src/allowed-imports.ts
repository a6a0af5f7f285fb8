/** The projects of this workspace that a project may import, by name or by group. */
export interface ImportRule {
  readonly sources: readonly string[];
  /** Projects that only tests and test support may import. */
  readonly tests?: readonly string[];
}

/** Groups of projects. `local-service` and `local-vision`, the base of stand-ins, are in none. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  packages: [
    'api-client',
    'api-contract',
    'config',
    'errors',
    'metadata',
    'moderation',
    'objects',
    'resize',
    'text',
    'tracing',
    'warehouse',
  ],
  'stand-ins': [
    'local-bedrock',
    'local-oidc',
    'local-redshift-data',
    'local-rekognition',
    'local-s3',
    'local-sns',
    'local-sqs',
  ],
  apps: ['api', 'etl', 'failures', 'ingest', 'retention', 'thumbnailer'],
};

const NOTHING: ImportRule = { sources: [] };
const STAND_IN: ImportRule = { sources: ['local-service', 'text'], tests: ['stand-ins'] };
const VISION_STAND_IN: ImportRule = {
  sources: ['local-service', 'local-vision', 'text'],
  tests: ['stand-ins'],
};
const APP: ImportRule = { sources: ['packages'], tests: ['stand-ins', 'test-support'] };
const TOOL: ImportRule = { sources: ['packages', 'apps', 'stand-ins', 'local'] };

/**
 * The allowed imports, by the project's folder. `apps/*` and `tools/*` apply to projects without an
 * entry. `eslint.config.mjs` derives its rules from this, and a test compares the table in
 * ARCHITECTURE.md.
 */
export const IMPORT_RULES: Readonly<Record<string, ImportRule>> = {
  'packages/text': NOTHING,
  'packages/config': NOTHING,
  'packages/resize': { sources: ['text'] },
  'packages/errors': NOTHING,
  'packages/tracing': NOTHING,
  'packages/metadata': { sources: ['errors'] },
  'packages/api-contract': NOTHING,
  'packages/api-client': NOTHING,
  'packages/objects': { sources: ['errors', 'metadata'], tests: ['test-support'] },
  'packages/moderation': { sources: ['errors', 'metadata', 'objects'] },
  'packages/warehouse': { sources: ['errors', 'metadata'], tests: ['local-redshift-data'] },
  'packages/stand-ins/local-service': { sources: ['text'] },
  'packages/stand-ins/local-vision': NOTHING,
  'packages/stand-ins/local-s3': STAND_IN,
  'packages/stand-ins/local-sqs': STAND_IN,
  'packages/stand-ins/local-sns': STAND_IN,
  'packages/stand-ins/local-redshift-data': STAND_IN,
  'packages/stand-ins/local-oidc': STAND_IN,
  'packages/stand-ins/local-rekognition': VISION_STAND_IN,
  'packages/stand-ins/local-bedrock': VISION_STAND_IN,
  'apps/*': APP,
  'apps/infra': { sources: ['packages', 'apps'], tests: ['stand-ins', 'test-support'] },
  'apps/web': { sources: ['api-client', 'api-contract', 'text'] },
  'apps/local': {
    sources: ['packages', 'apps', 'stand-ins', 'local-service'],
    tests: ['test-support'],
  },
  'apps/cli': {
    sources: ['api-client', 'api-contract', 'local', 'local-oidc', 'resize', 'text'],
  },
  'tools/*': TOOL,
  'tools/bench': { sources: [...TOOL.sources, 'workspace'] },
  'tools/test-support': { sources: ['stand-ins'] },
  'tools/workspace': NOTHING,
};

/** Returns the rule of a project's folder. @throws Error for a package without an entry */
export function importRuleOf(folder: string): ImportRule {
  const [group = ''] = folder.split('/');
  const rule = IMPORT_RULES[folder] ?? IMPORT_RULES[`${group}/*`];
  if (rule === undefined) {
    throw new Error(`Expected a line for ${folder} in allowed-imports.ts: add what it may import`);
  }
  return rule;
}

/** Returns the names of the projects in a list of names and groups. */
export function projectsIn(list: readonly string[]): readonly string[] {
  return list.flatMap((name) => GROUPS[name] ?? [name]);
}

/** Describes a rule in words, for the table in ARCHITECTURE.md. */
export function describeImportRule({ sources, tests = [] }: ImportRule): string {
  const words = sources.length === 0 ? 'no other project' : listOf(sources);
  return tests.length === 0 ? words : `${words}; in tests ${listOf(tests)}`;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => (name in GROUPS ? name : `\`${name}\``)).join(', ');
}

/**
 * Returns the ESLint rules that reject all imports of the workspace except the allowed ones,
 * including dynamic ones.
 * @param folder a key of `IMPORT_RULES`; a project with its own entry may import itself by name
 */
export function importLintRules(
  folder: string,
  allowed: readonly string[],
): Readonly<Record<string, unknown>> {
  const itself = folder.endsWith('*') ? [] : [folder.replace(/.*\//, '')];
  const names = [...projectsIn(allowed), ...itself].join('|');
  const words = describeImportRule({ sources: allowed });
  const message = `${folder} may import ${words}: see tools/workspace/src/allowed-imports.ts.`;
  const patterns = [{ regex: `^@miniatura/(?!(${names})(/|$))`, message }];
  const selector = `ImportExpression[source.value=/^@miniatura.(?!(${names})([^a-z0-9-]|$))/]`;
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
    'no-restricted-syntax': ['error', { selector, message }],
  };
}
