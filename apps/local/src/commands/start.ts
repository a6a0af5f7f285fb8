import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { USER_DESCRIPTIONS } from '@miniatura/local-oidc/texts';
import { USERS } from '@miniatura/local-oidc/users';
import { ALLOWED_MEDIA_TYPES, type MediaType } from '@miniatura/resize/media-type';
import { InvalidArgumentError, Option } from 'commander';
import {
  databaseUrlOf,
  endpointsBeforeOf,
  isDatabaseChosen,
  kafkaSourceOf,
  moderationPolicyOf,
  repairsWarehouse,
  visionApiKeyOf,
} from '../config.ts';
import { DEFAULT_IMPORTER } from '../import/import-user.ts';
import { consoleLog } from '../stack/console-log.ts';
import { isDataFolderThere } from '../stack/data-directory.ts';
import { demoImagesPath, drawDemoImages } from '../stack/draw-demo-images.ts';
import type { Endpoints } from '../stack/endpoints.ts';
import { modelNotes } from '../stack/model-notes.ts';
import {
  LOCAL_MODEL_OPTIONS,
  localModelsOf,
  type LocalModelValues,
} from '../stack/model-options.ts';
import { CREDENTIALS, ORIGINALS_BUCKET, RETENTION_DAYS } from '../stack/names.ts';
import { notifySupervisor, reportToSupervisor } from '../stack/report-to-supervisor.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import type { StackOptions } from '../stack/start-stack.ts';
import { explainError } from './explain-error.ts';
import { limitOption } from './options.ts';
import { createProgram, runProgram } from './program.ts';

const program = createProgram({
  command: 'npm start',
  description: 'Runs all of Miniatura on this machine, on 127.0.0.1 only.',
  environment: [
    'DATABASE_URL',
    'MODERATION_POLICY',
    'REPAIR_WAREHOUSE',
    'VISION_API_KEY',
    'KAFKA_BROKERS',
    'KAFKA_TOPIC',
    'KAFKA_TLS',
    'KAFKA_CA_FILE',
    'KAFKA_SASL_MECHANISM',
    'KAFKA_USERNAME',
    'KAFKA_PASSWORD',
  ],
  portDescription: 'first port of the services; 0 chooses free ports',
}).option(
  '--script <module>',
  'module that runs on every image: docs/processing-script.md',
  existing,
);
program
  .addOption(limitOption('bytes', 'maximum size of a file'))
  .addOption(
    limitOption('pixels', 'maximum pixels of a frame; four times as many for a baseline JPEG'),
  )
  .addOption(limitOption('frames', 'maximum frames of an animated rendition'));
program.addOption(
  new Option('--exclude-types <types...>', 'media types that are rejected').choices(
    ALLOWED_MEDIA_TYPES,
  ),
);
program.option(
  '--large-images',
  'process images beyond these limits, up to 500 MB and 400 megapixels, in separate processes',
  false,
);
program.option(
  '--loopback-webhooks',
  'allow webhooks that call servers on this machine, to try them',
  false,
);
for (const option of LOCAL_MODEL_OPTIONS) program.addOption(option);
program.parse();

// Invalid options are reported before the services are loaded, which takes a second.
const { startStack } = await import('../stack/start-stack.ts');
reportToSupervisor();
await runProgram(program, async (choice) => {
  await isDataFolderThere(choice.data);
  const options = stackOptions(choice);
  if (options.models.isDemo) await drawDemoImages(demoImagesPath(choice.data.path));
  const stack = await startStack(options);
  stopOnSignal(stack.stop);
  notifySupervisor(stack.endpoints);
  console.log(greeting(stack.endpoints, choice, options));
});

/** Reports errors of the environment before anything starts. */
function stackOptions(choice: StackChoice) {
  const { data, port } = choice;
  const {
    script,
    maxBytes,
    maxPixels,
    maxFrames,
    excludeTypes,
    largeImages,
    loopbackWebhooks,
    ...modelValues
  } = program.opts<
    LocalModelValues & {
      script?: string;
      maxBytes: number;
      maxPixels: number;
      maxFrames: number;
      excludeTypes?: MediaType[];
      largeImages: boolean;
      loopbackWebhooks: boolean;
    }
  >();
  return {
    data,
    port,
    script,
    endpointsBefore: endpointsBeforeOf(),
    databaseUrl: databaseUrlOf(data.databaseUrl),
    retentionDays: RETENTION_DAYS,
    imageLimits: { maxBytes, maxPixels, maxFrames },
    excludedTypes: excludeTypes,
    hasLargeImages: largeImages,
    allowsLoopbackWebhooks: loopbackWebhooks,
    moderationPolicy: moderationPolicyOf(),
    repairsWarehouse: repairsWarehouse(),
    kafka: kafkaSourceOf(),
    models: localModelsOf(modelValues, visionApiKeyOf()),
    log: consoleLog((line) => console.log(line)),
    onWarehouseFailure: (error: Error) => console.error(explainError(error, choice)),
    report: (sentence: string) => console.error(sentence),
  } satisfies StackOptions;
}

function greeting(
  endpoints: Endpoints,
  choice: StackChoice,
  { databaseUrl, models }: ReturnType<typeof stackOptions>,
): string {
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const command = (name: string, ...args: string[]) =>
    printedCommand(`npm run ${name}`, choice, args);
  return `Miniatura is running, on this machine only. Open the page:

  ${endpoints.page}

Sign in there, without a password, as one of:

${USERS.map(({ name, username }) => `  ${name.padEnd(15)}${USER_DESCRIPTIONS[username]}`).join('\n')}

Behind it:

  API            ${endpoints.api}
  Sign-in        ${endpoints.oidc}
  S3             ${endpoints.s3}
  Rekognition    ${endpoints.rekognition}
  SQS            ${endpoints.sqs}
  SNS            ${endpoints.sns}
  Redshift Data  ${endpoints.redshiftData}
  psql           ${endpoints.postgres}
  Database       ${withoutPassword(databaseUrl)}
  Data           ${choice.data.path}

${modelNotes(models, choice)}
Try, in another terminal${isDatabaseChosen() ? ', with DATABASE_URL set as here' : ''}:

  Upload files or folders. They belong to ${DEFAULT_IMPORTER.name} unless --user names another user:
    ${command('import', '~/Pictures')}
  List the images:
    ${command('images')}
  Query the warehouse; docs/analysts.md has more questions:
    ${command('query', 'SELECT status, COUNT(*) FROM analytics.v_image GROUP BY status')}
  Call the API, and upload an image with an S3 client:
    curl -H "Authorization: Bearer $(${command('-s token', '--user', DEFAULT_IMPORTER.username)})" ${endpoints.api}/images
    AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} \\
      aws s3 cp cat.jpg s3://${ORIGINALS_BUCKET}/ --region us-east-1 --endpoint-url ${endpoints.s3}

Ctrl-C stops it.
`;
}

function withoutPassword(databaseUrl: string): string {
  return databaseUrl.replace(/:[^:@/]*@/, ':…@');
}

/** The first signal stops after the work in flight; a second one stops immediately. */
function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(130);
    isStopping = true;
    console.log(
      `\n${signal}: stopping after the work in progress. Press again to stop immediately.`,
    );
    await stop();
    console.log('Stopped. Waiting work continues at the next start.');
    process.exit(0);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** Checks that a path exists. A package is resolved when it is first run. */
function existing(script: string): string {
  const isPath = script.startsWith('.') || isAbsolute(script);
  if (isPath && !existsSync(script)) {
    throw new InvalidArgumentError('Expected a module that exists.');
  }
  return script;
}
