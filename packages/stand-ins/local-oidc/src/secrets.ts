import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnusableSecretsError } from './errors.ts';

/** Keys that stay the same across restarts, so that tokens and cookies remain valid. */
export interface Secrets {
  /** A private RSA key for RS256, with its `kid`. */
  readonly signingKey: JsonWebKey;
  /** The key that signs cookies. */
  readonly cookieKey: string;
}

const MODULUS_BIT_COUNT = 2048;

/**
 * Loads the keys of a directory, or creates them. Only the owner can read the file.
 * @throws UnusableSecretsError
 */
export async function loadSecrets(directory: string): Promise<Secrets> {
  const path = join(directory, 'oidc-keys.json');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return (await readSecrets(path)) ?? (await createSecrets(path));
}

async function readSecrets(path: string): Promise<Secrets | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parseSecrets(text, path);
}

function parseSecrets(text: string, path: string): Secrets {
  let secrets: Partial<Secrets>;
  try {
    secrets = JSON.parse(text) ?? {};
  } catch (cause) {
    throw new UnusableSecretsError(path, { cause });
  }
  const { signingKey, cookieKey } = secrets;
  if (signingKey?.kty === 'RSA' && signingKey.d && cookieKey) return { signingKey, cookieKey };
  throw new UnusableSecretsError(path);
}

/** Creates the file atomically. If two processes create it at the same time, the first one wins. */
async function createSecrets(path: string): Promise<Secrets> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(newSecrets()), { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return parseSecrets(await readFile(path, 'utf8'), path);
}

function newSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: MODULUS_BIT_COUNT });
  const kid = randomBytes(8).toString('hex');
  return {
    signingKey: { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    cookieKey: randomBytes(32).toString('base64url'),
  };
}
