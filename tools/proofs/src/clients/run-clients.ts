import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectory } from '@miniatura/local';
import pLimit from 'p-limit';
import { type Footprint, measure, startStackProcess } from '../soak/stack-process.ts';
import {
  bedrockServer,
  redshiftServer,
  rekognitionServer,
  s3Server,
  sqsServer,
} from './aws-servers.ts';
import { startBedrockProcess } from './bedrock-process.ts';
import { Draw } from './draw.ts';
import { Effects } from './effects.ts';
import { runExchange } from './exchange.ts';
import { apiServer, oidcServer, pageServer, psqlServer } from './front-servers.ts';
import {
  type ClientsReport,
  judgeGrowth,
  type ProcessFootprint,
  type ServerReport,
} from './judge-clients.ts';
import type { ServerUnderAttack } from './server-under-attack.ts';
import { snsServer } from './sns-server.ts';

export interface ClientsOptions {
  readonly seed: number;
  /** Number of exchanges with each server. */
  readonly exchangeCount: number;
  /** A new folder; the stack's log is written beside it. */
  readonly directory: string;
  /** How long the servers may take at the end to release their resources. */
  readonly restMs: number;
  readonly onProgress: (exchangeCount: number) => void;
}

const CONNECTIONS_AT_ONCE = 12;
/**
 * Share of the exchanges before the first measurement, in which code is compiled and buffers are
 * filled.
 */
const WARM_UP_SHARE = 0.1;
const POLL_MS = 1000;
/** Processes in the order in which they are measured. */
const PROCESS_NAMES = ['stack', 'local-bedrock'] as const;

/** Starts the stack, runs hostile clients against each of its servers, and reports the damage. */
export async function runClients(options: ClientsOptions): Promise<ClientsReport> {
  const { directory, exchangeCount } = options;
  const { databaseUrl, redshift } = dataDirectory(directory);
  await using stack = await startStackProcess({ directory, databaseUrl });
  await using bedrock = await startBedrockProcess();
  const { endpoints } = stack;
  const servers = [
    await s3Server(endpoints),
    await sqsServer(endpoints.sqs),
    await snsServer(endpoints),
    redshiftServer(endpoints.redshiftData),
    await rekognitionServer(endpoints.rekognition),
    await bedrockServer(bedrock.endpoint),
    oidcServer(endpoints),
    await apiServer(endpoints),
    pageServer(endpoints),
    psqlServer(endpoints),
  ];
  const attack = (first: number, end: number) =>
    Promise.all(servers.map((server) => attackServer(server, { ...options, first, end })));
  const warmUpCount = Math.ceil(exchangeCount * WARM_UP_SHARE);
  const measureAll = async () => [await stack.measure(), await measure(bedrock.child, redshift)];

  const warmedUp = await attack(0, warmUpCount);
  const failuresBefore = await checkAll(servers);
  const before = await measureAll();
  const attacked = await attack(warmUpCount, exchangeCount);
  const failures = [...failuresBefore, ...(await checkAll(servers))];
  const losses = await Promise.all(
    servers.map(async ({ findLosses }, at) =>
      findLosses === undefined ? [] : findLosses(warmedUp[at]!.effects.with(attacked[at]!.effects)),
    ),
  );
  const footprints = await atRest(measureAll, before, options.restMs);
  const log = await readFile(`${directory}.log`, 'utf8');
  return {
    servers: servers.map((_, at) => total(warmedUp[at]!.report, attacked[at]!.report)),
    footprints,
    failures,
    losses: losses.flat(),
    unhandledCount: log.split('an error was not handled').length - 1,
    isRunning: stack.isRunning() && bedrock.child.exitCode === null,
  };
}

interface Attack extends ClientsOptions {
  readonly first: number;
  readonly end: number;
}

async function attackServer(server: ServerUnderAttack, { seed, first, end, onProgress }: Attack) {
  const effects = new Effects();
  const statuses: Record<number, number> = {};
  const faults: string[] = [];
  const indexes = Array.from({ length: end - first }, (_, at) => first + at);
  await pLimit(CONNECTIONS_AT_ONCE).map(indexes, async (index) => {
    const exchange = await server.exchangeOf(new Draw(seed, server.name, index), index);
    const outcome = await runExchange(server.port, exchange);
    if (exchange.effect !== undefined) effects.note(exchange.effect, outcome);
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    if (isFault(outcome.status)) faults.push(`${exchange.name} ${index}: ${outcome.status}`);
    onProgress(1);
  });
  return { effects, report: { name: server.name, statuses, faults } };
}

/** 501 is for unsupported requests, and 503 for dependencies that do not respond in time. */
const isFault = (status: number): boolean => status >= 500 && status !== 501 && status !== 503;

function total(one: ServerReport, other: ServerReport): ServerReport {
  const statuses = { ...one.statuses };
  for (const [status, count] of Object.entries(other.statuses)) {
    statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count;
  }
  return { name: one.name, statuses, faults: [...one.faults, ...other.faults] };
}

async function checkAll(servers: readonly ServerUnderAttack[]): Promise<readonly string[]> {
  const results = await Promise.allSettled(servers.map(({ check }) => check()));
  return results.flatMap((result, at) =>
    result.status === 'rejected' ? [`${servers[at]?.name}: ${String(result.reason)}`] : [],
  );
}

/**
 * Measures until the processes are within the allowed growth, or the time is over. Kept connections
 * end by themselves meanwhile, and uploaded images are still processed.
 */
async function atRest(
  measureAll: () => Promise<Footprint[]>,
  before: readonly Footprint[],
  restMs: number,
): Promise<ProcessFootprint[]> {
  const deadline = performance.now() + restMs;
  for (;;) {
    const after = await measureAll();
    const footprints = PROCESS_NAMES.map((name, at) => {
      return { name, before: before[at]!, after: after[at]! };
    });
    const isAtRest = footprints.every((footprint) => judgeGrowth(footprint).length === 0);
    if (isAtRest || performance.now() > deadline) return footprints;
    await sleep(POLL_MS);
  }
}
