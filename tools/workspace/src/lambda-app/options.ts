import { type Scope, SCOPES, type Team, TEAMS } from '../tags.ts';

/** The options of `nx g @miniatura/workspace:lambda-app`; `schema.json` describes each. */
export interface LambdaAppOptions {
  readonly name: string;
  readonly team?: Team;
  readonly scope?: Scope;
  readonly useCase?: string;
  readonly skipInstall?: boolean;
}

/** The options with defaults. */
export type LambdaApp = Required<LambdaAppOptions>;

/** Lambda's limit on the length of a function's name (CreateFunction, `FunctionName`). */
const maxNameLength = 64;

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const verbAndObject = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;

/** File names and identifiers that the skeleton itself uses. */
const takenUseCases: readonly string[] = ['create-handler', 'process-partial-response'];

function reject(expected: string, option: string, received: unknown): never {
  throw new Error(`Expected ${expected} for ${option} but received ${JSON.stringify(received)}`);
}

function checkOneOf<T extends string>(values: readonly T[], option: string, value: T): T {
  return values.includes(value) ? value : reject(`one of ${values.join(', ')}`, option, value);
}

function checkName(name: string): string {
  return name.length <= maxNameLength && kebabCase.test(name)
    ? name
    : reject(`kebab-case of at most ${maxNameLength} characters`, 'name', name);
}

function checkUseCase(useCase: string): string {
  if (!verbAndObject.test(useCase))
    reject('a verb and its object in kebab-case', 'useCase', useCase);
  if (takenUseCases.includes(useCase))
    reject('a name the skeleton does not use', 'useCase', useCase);
  return useCase;
}

/** Adds defaults, and rejects invalid options with an error that says what is expected. */
export function parseOptions(options: LambdaAppOptions): LambdaApp {
  return {
    name: checkName(options.name),
    team: checkOneOf(TEAMS, 'team', options.team ?? 'platform'),
    scope: checkOneOf(SCOPES, 'scope', options.scope ?? 'image'),
    useCase: checkUseCase(options.useCase ?? 'process-message'),
    skipInstall: options.skipInstall ?? false,
  };
}
