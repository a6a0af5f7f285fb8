#!/usr/bin/env node
/**
 * Runs commands such as `npx nx deploy infra --stage dev` by calling the CDK's CLI for one stage.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ASSEMBLY_FOLDER } from '../assembly-folder.ts';
import {
  isPreviewName,
  PREVIEW_DAYS,
  PREVIEW_NAME_RULE,
  PREVIEW_SETTINGS,
} from '../preview-stages.ts';
import { STAGE_NAMES, type StageName, STAGES } from '../stages.ts';
import type { SynthesiseOptions } from '../synthesise.ts';

const PROJECT = join(import.meta.dirname, '../..');
const ASSEMBLY = join(PROJECT, ASSEMBLY_FOLDER);
const DAY_MS = 24 * 60 * 60 * 1000;

interface StageOptions {
  readonly stage: StageName;
}

function stageOption() {
  return new Option('--stage <name>', 'name of the stage').choices(STAGE_NAMES).default('dev');
}

interface PreviewOptions {
  readonly stage: string;
}

function previewOption() {
  return new Option('--stage <name>', PREVIEW_NAME_RULE)
    .argParser((name: string) => {
      if (isPreviewName(name)) return name;
      throw new InvalidArgumentError(`Expected ${PREVIEW_NAME_RULE}.`);
    })
    .makeOptionMandatory();
}

const program = new Command('npx nx … infra')
  .description('Miniatura on AWS. Credentials and account are those of the AWS CLI.')
  .showHelpAfterError();

program
  .command('synth')
  .description('write the templates of all stages to cdk.out; needs no account and no network')
  .action(() => synthesise({ isDataKept: true, folder: ASSEMBLY }));

program
  .command('bootstrap')
  .description(
    'prepare an account for the CDK in every region of a stage; run it once, and after updates of the CDK',
  )
  .addOption(stageOption())
  .requiredOption('--account <id>', 'account id of twelve digits', accountId)
  .action(({ stage, account }: StageOptions & { readonly account: string }) => {
    const { region, replicaRegion } = STAGES[stage];
    const regions = replicaRegion === undefined ? [region] : [region, replicaRegion];
    cdk(['bootstrap', ...regions.map((each) => `aws://${account}/${each}`)]);
  });

program
  .command('deploy')
  .description(
    'deploy a stage, migrate its databases and print its outputs, such as the address of the page',
  )
  .addOption(stageOption())
  .option('--yes', 'deploy without asking for confirmation, for pipelines', false)
  .option('--adopt', 'import resources that a destroyed stage has left under the same names', false)
  .action(({ stage, yes, adopt }: StageOptions & Readonly<Record<'yes' | 'adopt', boolean>>) => {
    cdk([
      ...['deploy', `${stage}/*`, `--require-approval=${yes ? 'never' : 'broadening'}`],
      ...(adopt ? ['--import-existing-resources'] : []),
    ]);
  });

program
  .command('preview')
  .description(`deploy a preview of a branch, which removes itself after ${PREVIEW_DAYS} days`)
  .addOption(previewOption())
  .option('--yes', 'deploy without asking for confirmation, for pipelines', false)
  .action(({ stage, yes }: PreviewOptions & { readonly yes: boolean }) =>
    withPreview(stage, (folder) => {
      cdk(['deploy', `${stage}/*`, `--require-approval=${yes ? 'never' : 'broadening'}`], folder);
    }),
  );

program
  .command('remove-preview')
  .description('remove a preview immediately, with all its data')
  .addOption(previewOption())
  .action(({ stage }: PreviewOptions) =>
    withPreview(stage, (folder) => {
      cdk(['destroy', `${stage}/*`, '--force'], folder);
    }),
  );

program
  .command('diff')
  .description('print what a deployment would change')
  .addOption(stageOption())
  .action(({ stage }: StageOptions) => {
    cdk(['diff', `${stage}/*`]);
  });

program
  .command('destroy')
  .description(
    'remove a stage; its buckets, keys and warehouse are kept, and its database becomes a snapshot',
  )
  .addOption(stageOption())
  .option('--delete-data', 'also delete this data permanently', false)
  .action(async ({ stage, deleteData }: StageOptions & { readonly deleteData: boolean }) => {
    if (deleteData) await destroyWithData(stage);
    else cdk(['destroy', `${stage}/*`]);
  });

await program.parseAsync();

/** Imports the CDK, which takes seconds, only for the commands that need it. */
async function synthesise(options: SynthesiseOptions): Promise<void> {
  const module = await import('../synthesise.ts');
  module.synthesise(options);
}

function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected twelve digits.');
}

/**
 * Removes a stage and its data. CloudFormation uses the removal policies of the deployed templates,
 * so that a deployment first changes these. Its templates are in a separate folder that no other
 * command uses.
 */
async function destroyWithData(stage: StageName): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'miniatura-delete-data-'));
  try {
    await synthesise({ isDataKept: false, folder });
    if (cdk(['deploy', `${stage}/*`, '--require-approval=never'], folder)) {
      cdk(['destroy', `${stage}/*`], folder);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Provides the templates of a preview, which are in no other assembly. */
async function withPreview(stage: string, use: (folder: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'miniatura-preview-'));
  const removeAt = new Date(Date.now() + PREVIEW_DAYS * DAY_MS);
  try {
    const stages = { [stage]: PREVIEW_SETTINGS };
    await synthesise({ isDataKept: false, folder, removeAt, stages });
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the CDK's CLI. If it fails, this command ends with its exit code.
 * @returns true if it succeeded
 */
function cdk(parameters: readonly string[], folder: string = ASSEMBLY): boolean {
  const { error, status } = spawnSync('npx', ['cdk', '--app', folder, ...parameters], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) process.exitCode = status ?? 1;
  return status === 0;
}
