import { InvalidUrlError } from '../errors.ts';

export const DATABASE_AUTHS = ['password', 'iam'] as const;
export type DatabaseAuth = (typeof DATABASE_AUTHS)[number];

/** The parsed location of the metadata database. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly path: string }
  | {
      readonly engine: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      /** `iam`: a token that AWS signs replaces the password, over TLS. */
      readonly auth: DatabaseAuth;
      readonly database: string;
      /** Replaces host and port. */
      readonly socketPath: string | null;
    };

const EXPECTED = 'sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE';
const MYSQL_PORT = 3306;
const OPTIONS = new Set(['auth', 'socketPath']);

/**
 * Parses `sqlite:relative/path`, `sqlite:/absolute/path`, `sqlite::memory:` or
 * `mysql://user:password@host:3306/database`, with `?socketPath=…` for a server on a socket, or
 * `mysql://user@host:3306/database?auth=iam`.
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  if (url.startsWith('sqlite:')) return sqliteLocation(url);
  if (!URL.canParse(url)) throw new InvalidUrlError(EXPECTED, withoutPassword(url));
  const parsed = new URL(url);
  if (parsed.protocol !== 'mysql:') throw new InvalidUrlError(EXPECTED, `${parsed.protocol}…`);
  return mysqlLocation(parsed);
}

function sqliteLocation(url: string): DatabaseLocation {
  const path = url.slice('sqlite:'.length);
  if (path === '' || path.includes('\0') || /^\/\/[^/]/.test(path)) {
    throw new InvalidUrlError('sqlite:PATH', JSON.stringify(url));
  }
  return { engine: 'sqlite', path };
}

function mysqlLocation(url: URL): DatabaseLocation {
  for (const name of url.searchParams.keys()) {
    if (!OPTIONS.has(name)) throw new InvalidUrlError('the options auth and socketPath only', name);
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  if (!/^[\w$-]{1,64}$/.test(database)) {
    throw new InvalidUrlError('a database name of letters, digits, _, $ and -', `"${database}"`);
  }
  return {
    engine: 'mysql',
    host: url.hostname || '127.0.0.1',
    port: url.port === '' ? MYSQL_PORT : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    auth: authOf(url),
    database,
    socketPath: url.searchParams.get('socketPath'),
  };
}

function authOf({ searchParams, username, password }: URL): DatabaseAuth {
  const name = searchParams.get('auth') ?? 'password';
  const auth = DATABASE_AUTHS.find((known) => known === name);
  if (auth === undefined) {
    throw new InvalidUrlError(`auth to be one of ${DATABASE_AUTHS.join(', ')}`, `"${name}"`);
  }
  const isLoginWrong = username === '' || password !== '' || searchParams.has('socketPath');
  if (auth === 'iam' && isLoginWrong) {
    throw new InvalidUrlError(
      'mysql://USER@HOST:PORT/DATABASE?auth=iam',
      'another URL of auth=iam',
    );
  }
  return auth;
}

function withoutPassword(url: string): string {
  return JSON.stringify(url.replace(/:[^:@/]*@/, ':…@'));
}
