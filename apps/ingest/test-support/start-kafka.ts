import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '@miniatura/metadata/test-support/find-free-port';

const run = promisify(execFile);

const LIBRARIES = resolve(import.meta.dirname, '../../../.test-servers/kafka');
/** A short run gains nothing from the second compiler. */
const JAVA_OPTIONS = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const CLUSTER_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';
const START_TIMEOUT_MS = 120_000;
const KEY_PASSWORD = 'changeit';

export const KAFKA_USER = { username: 'camera', password: 'camera-secret' } as const;

/** An Apache Kafka broker of a test's own, in KRaft mode, in a temporary folder. */
export interface TestKafka {
  /** `127.0.0.1:PORT`, in plain text */
  readonly broker: string;
  /** `127.0.0.1:PORT`, over TLS and for `KAFKA_USER` only, by SCRAM-SHA-512 */
  readonly secureBroker: string;
  /** What signs `secureBroker`'s certificate, in PEM. */
  readonly authority: string;
  /** Where the broker keeps its partitions. */
  readonly logFolder: string;
  /** Ends the broker and starts it again on its data. */
  restart(whileStopped?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** The version of Kafka that can be started; undefined without Java or Kafka's libraries. */
export function kafkaVersion(): string | undefined {
  if (!existsSync(LIBRARIES) || spawnSync('java', ['-version']).status !== 0) return undefined;
  const names = readdirSync(LIBRARIES).map((name) => /^kafka_.*-([\d.]+)\.jar$/.exec(name)?.[1]);
  return names.find((version) => version !== undefined);
}

/** What `java` is called with, to run one of Kafka's servers or tools. */
export function javaArguments(mainClass: string, args: readonly string[]): string[] {
  return [...JAVA_OPTIONS, ...['-cp', join(LIBRARIES, '*'), mainClass, ...args]];
}

/** Starts a broker; it takes some ten seconds, so share one between the tests of a file. */
export async function startKafka(): Promise<TestKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-'));
  const [plain = 0, secure = 0, controller = 0] = await freePorts(3);
  const settings = join(folder, 'server.properties');
  await writeFile(settings, propertiesOf({ folder, plain, secure, controller }));
  await makeCertificate(folder);
  await format(settings);
  let server = await startServer(settings, plain);
  const end = async (signal: NodeJS.Signals) => {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };
  return {
    broker: `127.0.0.1:${plain}`,
    secureBroker: `127.0.0.1:${secure}`,
    authority: await readFile(join(folder, 'certificate.pem'), 'utf8'),
    logFolder: join(folder, 'logs'),
    async restart(whileStopped) {
      await end('SIGTERM');
      await whileStopped?.();
      server = await startServer(settings, plain);
    },
    async stop() {
      // A broker that ends in order takes seconds, and its data is deleted.
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Layout {
  readonly folder: string;
  readonly plain: number;
  readonly secure: number;
  readonly controller: number;
}

function propertiesOf({ folder, plain, secure, controller }: Layout): string {
  const listeners = `PLAINTEXT://127.0.0.1:${plain},SASL_SSL://127.0.0.1:${secure}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `${listeners},CONTROLLER://127.0.0.1:${controller}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
    'advertised.listeners': listeners,
    'log.dirs': join(folder, 'logs'),
    'auto.create.topics.enable': 'false',
    'message.max.bytes': '20000000',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'ssl.keystore.location': join(folder, 'keys.p12'),
    'ssl.keystore.password': KEY_PASSWORD,
    'ssl.keystore.type': 'PKCS12',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** The JDK's own tool makes the broker's key, and a certificate that it signs itself. */
async function makeCertificate(folder: string): Promise<void> {
  const store = ['-keystore', join(folder, 'keys.p12'), '-storetype', 'PKCS12'];
  const key = ['-alias', 'broker', '-storepass', KEY_PASSWORD];
  const name = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1'];
  await run('keytool', [
    '-genkeypair',
    '-keyalg',
    'EC',
    '-validity',
    '2',
    ...store,
    ...key,
    ...name,
  ]);
  const certificate = join(folder, 'certificate.pem');
  await run('keytool', ['-exportcert', '-rfc', '-file', certificate, ...store, ...key]);
}

async function format(settings: string): Promise<void> {
  const { username, password } = KAFKA_USER;
  const user = `SCRAM-SHA-512=[name=${username},password=${password}]`;
  const args = ['format', '-t', CLUSTER_ID, '-c', settings, '--add-scram', user];
  await run('java', javaArguments('kafka.tools.StorageTool', args));
}

async function startServer(settings: string, port: number): Promise<ChildProcess> {
  const server = spawn('java', javaArguments('kafka.Kafka', [settings]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  server.stdout.on('data', (text) => (log = `${log}${text}`.slice(-10_000)));
  const endWithParent = () => server.kill('SIGKILL');
  process.once('exit', endWithParent);
  server.once('exit', () => process.off('exit', endWithParent));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`Expected Kafka to answer on port ${port} but received:\n${log}`);
    }
    await delay(100);
  }
  return server;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((isAccepted) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => isAccepted(true));
    socket.once('error', () => isAccepted(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await findFreePort());
  return [...ports];
}
