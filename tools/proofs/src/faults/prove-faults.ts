import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import type { ServerKind } from '@miniatura/metadata/test-support';
import type { Fault } from './faulty-proxy.ts';
import { startFaultyTcpProxy } from './faulty-tcp-proxy.ts';
import type { SystemReport } from './judge-faults.ts';
import { type FaultReport, type FaultRun, runFaults } from './run-faults.ts';
import { startSystem, type System } from './start-system.ts';

export interface ProveFaultsOptions {
  /** Number of uploads for each dependency. */
  readonly uploadCount: number;
  readonly faultMs: number;
  /** Faults in a round. Rounds repeat while images are uploaded. */
  readonly faults: readonly Fault[];
  /** Time limit for processing everything after the last fault, in milliseconds. */
  readonly deadlineMs: number;
  readonly onStart: (dependency: string) => void;
  readonly onProgress: (endedCount: number) => void;
  readonly onReport: (report: FaultReport) => void;
}

const HTTP_DEPENDENCIES = ['s3', 'rekognition', 'bedrock', 'data-api'] as const;

/** Tests each HTTP service in turn, and SQLite, which another process locks. */
export async function proveFaultsOnSqlite(options: ProveFaultsOptions): Promise<SystemReport> {
  await using resources = new AsyncDisposableStack();
  const directory = await temporaryFolder(resources);
  const path = join(directory, 'metadata.sqlite');
  const databaseUrl = `sqlite:${path}`;
  const { system, metadata } = await start(resources, directory, {
    faulty: databaseUrl,
    direct: databaseUrl,
    faultMs: options.faultMs,
  });
  for (const dependency of HTTP_DEPENDENCIES) {
    const { set: setFault, harmedCounts } = system.proxies[dependency];
    const harmedCount = () => Object.values(harmedCounts).reduce((sum, count) => sum + count, 0);
    await report(options, { system, metadata, dependency, setFault, harmedCount });
  }
  const { setFault, harmedCount } = lockedByAnother(path, resources);
  await report(options, { system, metadata, dependency: 'sqlite', setFault, harmedCount });
  return await look(system, metadata);
}

/** Tests MySQL or MariaDB behind a proxy; the server must be installed. */
export async function proveFaultsOnServer(
  kind: ServerKind,
  options: ProveFaultsOptions,
): Promise<SystemReport> {
  await using resources = new AsyncDisposableStack();
  const directory = await temporaryFolder(resources);
  const server = await kind.start();
  resources.defer(() => server.stop());
  const proxy = await startFaultyTcpProxy(server.socketPath, slownessOf(options));
  resources.defer(() => proxy.close());
  const { system, metadata } = await start(resources, directory, {
    faulty: `mysql://root@127.0.0.1:${proxy.port}/proofs`,
    direct: server.databaseUrl('proofs'),
    faultMs: options.faultMs,
  });
  const { set: setFault, harmedCount } = proxy;
  await report(options, { system, metadata, dependency: kind.name, setFault, harmedCount });
  return await look(system, metadata);
}

type Dependency = Pick<FaultRun, 'system' | 'metadata' | 'dependency' | 'setFault' | 'harmedCount'>;

async function report(options: ProveFaultsOptions, of: Dependency): Promise<void> {
  options.onStart(of.dependency);
  options.onReport(await runFaults({ ...options, ...of }));
}

/** Returns a delay of which several fit into the time of a fault. */
const slownessOf = ({ faultMs }: Pick<ProveFaultsOptions, 'faultMs'>): number => faultMs / 5;

async function temporaryFolder(resources: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'proofs-faults-'));
  resources.defer(() => rm(directory, { recursive: true }));
  return directory;
}

async function start(
  resources: AsyncDisposableStack,
  directory: string,
  way: { readonly faulty: string; readonly direct: string; readonly faultMs: number },
) {
  const slownessMs = slownessOf(way);
  const system = await startSystem({ directory, databaseUrl: way.faulty, slownessMs });
  resources.defer(() => system.stop());
  const metadata = await openMetadata({ url: way.direct });
  resources.defer(() => metadata.close());
  return { system, metadata };
}

/**
 * Simulates faults of a file, which is neither slow nor unavailable: another process holds the
 * write lock.
 */
function lockedByAnother(
  path: string,
  resources: AsyncDisposableStack,
): Pick<FaultRun, 'setFault' | 'harmedCount'> {
  const child = fork(join(import.meta.dirname, 'lock-sqlite-in-child.ts'), [path], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  resources.defer(async () => void child.kill());
  let lockCount = 0;
  return {
    harmedCount: () => lockCount,
    async setFault(fault) {
      if (fault !== undefined) lockCount += 1;
      child.send(fault !== undefined);
      await once(child, 'message');
    },
  };
}

async function look(system: System, metadata: Metadata): Promise<SystemReport> {
  const rows = await metadata.db.selectFrom('rendition').select('objectKey').execute();
  const named = new Set(rows.map(({ objectKey }) => objectKey));
  const stored = new Set(await system.thumbnailKeys());
  const { isEqual, sourceCount } = await system.reconcile();
  return {
    strayThumbnails: [...named.symmetricDifference(stored)],
    isWarehouseEqual: isEqual,
    imageCount: sourceCount,
  };
}
