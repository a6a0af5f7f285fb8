import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Linux has a file system in memory there. */
const PLACE = '/dev/shm';
const PREFIX = 'miniatura-tests-';
/** Several times what all tests hold at once. */
const NEEDED_BYTE_COUNT = 8 * 1024 ** 3;

/**
 * Makes a folder in memory, which is gone when this process ends: what writes there waits for no
 * disk. What a process that was killed has left is removed by the next one.
 * @returns its path; undefined where no file system in memory has room, or runs programs
 */
export function makeFolderInMemory(): string | undefined {
  if (!canRunPrograms() || !hasRoom()) return undefined;
  for (const name of readdirSync(PLACE).filter(isOfDeadProcess)) remove(name);
  const own = `${PREFIX}${process.pid}`;
  mkdirSync(join(PLACE, own), { mode: 0o700, recursive: true });
  process.once('exit', () => remove(own));
  return join(PLACE, own);
}

/** Containers may have it without: tests unpack programs, and run them. */
function canRunPrograms(): boolean {
  if (process.platform !== 'linux') return false;
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const mount = mounts.map((line) => line.split(' ')).findLast(([, place]) => place === PLACE);
  const [, , kind, options = ''] = mount ?? [];
  return kind === 'tmpfs' && options.startsWith('rw') && !options.split(',').includes('noexec');
}

function hasRoom(): boolean {
  const { bavail, bsize } = statfsSync(PLACE);
  return Math.min(bavail * bsize, freemem()) > NEEDED_BYTE_COUNT;
}

function isOfDeadProcess(name: string): boolean {
  if (!name.startsWith(PREFIX)) return false;
  try {
    process.kill(Number(name.slice(PREFIX.length)), 0);
    return false;
  } catch (error) {
    // EPERM says that it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function remove(name: string): void {
  rmSync(join(PLACE, name), { recursive: true, force: true, maxRetries: 3 });
}
