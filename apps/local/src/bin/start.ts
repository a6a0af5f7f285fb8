#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ALT_TEXTS, type AltTextOption } from '../alt-text-option.ts';
import { databaseUrlOf, kafkaSourceOf, moderationPolicyOf } from '../config.ts';
import { consoleLog } from '../console-log.ts';
import { dataDirectory } from '../data-directory.ts';
import type { Endpoints } from '../endpoints.ts';
import { CREDENTIALS, ORIGINALS_BUCKET, RETENTION_DAYS } from '../names.ts';
import { DATA_OPTION, limitOption, portOption } from '../options.ts';
import { startStack, type StackOptions } from '../start-stack.ts';

const program = new Command('npm start --')
  .description('Runs the whole of Miniatura on this machine, on 127.0.0.1 only.')
  .addOption(DATA_OPTION)
  .addOption(portOption('the first of the ports that the services take; 0 takes free ones'))
  .addOption(
    new Option('--alt-text <source>', 'what alt texts are made of; bedrock is a stand-in here')
      .choices(ALT_TEXTS)
      .default('labels' satisfies AltTextOption),
  )
  .option('--script <module>', 'run a module on every picture: docs/processing-script.md', existing)
  .addOption(limitOption('bytes', 'the largest file'))
  .addOption(
    limitOption('pixels', 'the most pixels of one frame, of a plain JPEG four times as many'),
  )
  .addOption(limitOption('frames', 'the most frames of an animated rendition'))
  .helpOption('--help', 'tell the options')
  .parse();

const {
  data: dataPath,
  maxBytes,
  maxPixels,
  maxFrames,
  ...chosen
} = program.opts<{
  data: string;
  port: number;
  altText: AltTextOption;
  script?: string;
  maxBytes: number;
  maxPixels: number;
  maxFrames: number;
}>();
const { port } = chosen;
const data = dataDirectory(dataPath);
const options: StackOptions = {
  data,
  ...chosen,
  databaseUrl: databaseUrlOf(data.databaseUrl),
  retentionDays: RETENTION_DAYS,
  imageLimits: { maxBytes, maxPixels, maxFrames },
  moderationPolicy: orExit(() => moderationPolicyOf()),
  kafka: orExit(() => kafkaSourceOf()),
  log: consoleLog((line) => console.log(line)),
};

try {
  const stack = await startStack(options);
  stopOnSignal(stack.stop);
  console.log(greeting(stack.endpoints));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** What is wrong in the environment is told before anything starts. */
function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

function greeting(endpoints: Endpoints): string {
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  return `Miniatura is running, on this machine only. Open the page:

  ${endpoints.page}

Behind it:

  API            ${endpoints.api}
  Sign-in        ${endpoints.oidc}
  S3             ${endpoints.s3}
  Rekognition    ${endpoints.rekognition}
  SQS            ${endpoints.sqs}
  Redshift Data  ${endpoints.redshiftData}
  psql           ${endpoints.postgres}
  Database       ${withoutPassword(options.databaseUrl)}
  Data           ${data.path}

Try, in another terminal:

  npm run import -- PATH…       put files or folders in, and see what comes out
  npm run images                list what there is
  npm run query -- "SELECT …"   ask the warehouse; docs/analysts.md has questions
  curl -H "Authorization: Bearer $(npm run -s token -- --user ann)" ${endpoints.api}/images
  AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} \\
    aws s3 cp cat.jpg s3://${ORIGINALS_BUCKET}/ --region us-east-1 --endpoint-url ${endpoints.s3}

Ctrl-C stops it.
`;
}

function withoutPassword(databaseUrl: string): string {
  return databaseUrl.replace(/:[^:@/]*@/, ':…@');
}

/** The first signal lets work in flight end; a second one does not wait. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.log(`\n${signal}: stopping when the work in flight is done; once more stops at once.`);
    await stop();
    console.log('Stopped. What was waiting goes on at the next start.');
    process.exit(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Expected free ports from ${port} on but received: ${message}\nChoose others with --port N, or any with --port 0.`;
  }
  if (code === 'directory-in-use') {
    return `Expected a data folder of its own but another process uses ${data.path}.\nStop it, or choose another with --data DIR.`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** A path has to lead somewhere; a package is looked for when it is first run. */
function existing(script: string): string {
  const isPath = script.startsWith('.') || isAbsolute(script);
  if (isPath && !existsSync(script)) {
    throw new InvalidArgumentError('Expected a module that is there.');
  }
  return script;
}
