/** A package in npm's lock file. */
interface LockedPackage {
  readonly license?: string;
  /** Platforms of a binary package; absent for packages for all platforms. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  /** Folder of a workspace package to which this entry links. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `packages` of `package-lock.json`, by path. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/**
 * Returns the external packages on which projects depend, directly or not, without development
 * dependencies.
 * @param folders folders of projects, such as `apps/api`
 * @returns the licence of each package by its name, as in npm's lock file
 */
export function licencesOf(
  packages: LockedPackages,
  folders: readonly string[],
): ReadonlyMap<string, string> {
  const licences = new Map<string, string>();
  const seen = new Set<string>();
  const rest = [...folders];
  for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
    const { dependencies, optionalDependencies, license = 'unknown' } = packages[path] ?? {};
    if (path.includes('node_modules/')) licences.set(nameOf(path), license);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = resolvePackage(packages, path, name);
      if (found !== undefined && !seen.has(found) && isForLambda(packages[found])) {
        seen.add(found);
        rest.push(found);
      }
    }
  }
  return licences;
}

/** Returns true if the package is for Lambda, which is Linux with glibc on arm64. */
function isForLambda({ os, cpu, libc }: LockedPackage = {}): boolean {
  const lists = [
    [os, 'linux'],
    [cpu, 'arm64'],
    [libc, 'glibc'],
  ] as const;
  return lists.every(([list, value]) => list === undefined || list.includes(value));
}

/**
 * Returns the path of a package that a folder imports, as Node resolves it; undefined if it is not
 * installed.
 */
function resolvePackage(packages: LockedPackages, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(^|\/)[^/]*$/, '')) {
    const path = [folder, 'node_modules', name].filter((part) => part !== '').join('/');
    const entry = packages[path];
    if (entry !== undefined) return entry.link === true ? entry.resolved : path;
    if (folder === '') return undefined;
  }
}

function nameOf(path: string): string {
  return path.replace(/^.*node_modules\//, '');
}

const HEAD = 'Packages by licence\n===================\n\n';

/** The deployed projects: the Lambda functions and the page. */
const SHIPPED = ['api', 'etl', 'failures', 'ingest', 'retention', 'thumbnailer', 'web'];

/** Returns NOTICE with the list of packages from the lock file. */
export function updateNotice(notice: string, packages: LockedPackages): string {
  const folders = SHIPPED.map((name) => `apps/${name}`);
  return notice.slice(0, notice.indexOf(HEAD)) + HEAD + licenceList(licencesOf(packages, folders));
}

/**
 * Returns the list for NOTICE: each licence with the names of its packages, in alphabetical order.
 */
function licenceList(licences: ReadonlyMap<string, string>): string {
  const groups = Map.groupBy(licences.keys(), (name) => licences.get(name) ?? '');
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([licence, names]) => `${licence}\n${wrap(names.toSorted())}`)
    .join('\n');
}

const LINE_LENGTH = 100;

function wrap(names: readonly string[]): string {
  let text = ' ';
  let length = text.length;
  for (const [index, name] of names.entries()) {
    const word = ` ${name}${index === names.length - 1 ? '\n' : ','}`;
    if (length + word.length > LINE_LENGTH) {
      text += '\n ';
      length = 1;
    }
    text += word;
    length += word.length;
  }
  return text;
}
