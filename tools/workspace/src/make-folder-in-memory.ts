import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Linux mounts a file system in memory here. */
const PLACE = '/dev/shm';
const PREFIX = 'miniatura-tests-';
/** Several times the space that all tests use at once. */
const NEEDED_BYTE_COUNT = 8 * 1024 ** 3;

/**
 * Creates a folder in memory, so that writes do not wait for a disk. It is removed when this
 * process ends; the folder of a killed process is removed by the next process.
 * @returns its path; undefined if no file system in memory has enough space, or can run programs
 */
export function makeFolderInMemory(): string | undefined {
  if (!canRunPrograms() || !hasRoom()) return undefined;
  for (const name of readdirSync(PLACE).filter(isOfDeadProcess)) remove(name);
  const own = `${PREFIX}${process.pid}`;
  mkdirSync(join(PLACE, own), { mode: 0o700, recursive: true });
  process.once('exit', () => remove(own));
  return join(PLACE, own);
}

/**
 * Returns true if programs can run there, which some containers forbid. Tests unpack and run
 * programs.
 */
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
    // EPERM means that the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function remove(name: string): void {
  rmSync(join(PLACE, name), { recursive: true, force: true, maxRetries: 3 });
}
