import { kafkaVersion } from '@miniatura/ingest/test-support';

/** For vitest's `globalSetup`: prints which broker the tests use, or that they are skipped. */
export default function nameBroker(): void {
  const version = kafkaVersion();
  console.log(
    version === undefined
      ? 'SKIPPED: Apache Kafka, because it or Java is missing. It comes from node tools/workspace/src/bin/fetch-test-servers.ts.'
      : `Tests run on Apache Kafka ${version}.`,
  );
}
