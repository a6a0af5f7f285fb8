import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@miniatura/config';
import { expect, onTestFinished, test } from 'vitest';
import { kafkaSourceOf } from '../../src/config.ts';

test('An environment without brokers has no source', () => {
  expect(kafkaSourceOf({})).toBeUndefined();
});

test('Brokers without further settings are connected in plain text', () => {
  expect(kafkaSourceOf({ KAFKA_BROKERS: '127.0.0.1:9092,127.0.0.1:9093' })).toEqual({
    brokers: ['127.0.0.1:9092', '127.0.0.1:9093'],
    topic: 'pictures',
    tls: undefined,
    sasl: undefined,
  });
});

test('Authentication needs TLS, and may use its own certificate authority', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-source-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, 'certificates');
  const login = {
    KAFKA_BROKERS: 'kafka.example.com:9096',
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_USERNAME: 'camera',
    KAFKA_PASSWORD: 'camera-secret',
  };
  expect(() => kafkaSourceOf(login)).toThrow(/KAFKA_TLS: expected true/);
  expect(kafkaSourceOf({ ...login, KAFKA_TLS: 'true', KAFKA_CA_FILE: ca })).toMatchObject({
    tls: { ca: 'certificates' },
    sasl: { mechanism: 'SCRAM-SHA-512', username: 'camera', password: 'camera-secret' },
  });
});

test('Authentication without TLS is reported together with all other faults', () => {
  const environment = {
    KAFKA_BROKERS: 'kafka:9092',
    KAFKA_TOPIC: '!!',
    KAFKA_SASL_MECHANISM: 'PLAIN',
    KAFKA_CA_FILE: '/nowhere',
  };
  expect(() => kafkaSourceOf(environment)).toThrow(
    /KAFKA_TOPIC: expected a topic's name\nKAFKA_TLS: expected true .*\nKAFKA_CA_FILE: .*ENOENT/,
  );
});

test('A missing file of certificates is an error of the environment', () => {
  const environment = { KAFKA_BROKERS: 'kafka:9092', KAFKA_TLS: 'true', KAFKA_CA_FILE: '/nowhere' };
  expect(() => kafkaSourceOf(environment)).toThrow(ConfigError);
  expect(() => kafkaSourceOf(environment)).toThrow(/KAFKA_CA_FILE: .*ENOENT/);
});
