import { STAGES, type StageSettings } from './stages.ts';

/** Names of stages for a branch, which delete themselves. */
const PREVIEW_NAME = /^preview-[a-z0-9]([a-z0-9-]{0,16}[a-z0-9])?$/;

export const PREVIEW_NAME_RULE =
  'preview-NAME, where NAME has up to 18 lower-case letters, digits and hyphens';

export const isPreviewName = (name: string): boolean => PREVIEW_NAME.test(name);

/** Like `dev`, with as few scheduled runs as possible. */
export const PREVIEW_SETTINGS: StageSettings = {
  ...STAGES.dev,
  databaseMaxCapacity: 1,
  thumbnailerMaxConcurrency: 2,
  // Once a day, because each run resumes the database for some minutes.
  etlEveryMinutes: 24 * 60,
  monthlyBudgetUsd: 20,
};

/** Number of days from a preview's last deployment to its deletion. */
export const PREVIEW_DAYS = 3;
