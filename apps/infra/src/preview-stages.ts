import { STAGES, type StageSettings } from './stages.ts';

/** A stage for a branch, which removes itself. */
const PREVIEW_NAME = /^preview-[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

export const PREVIEW_NAME_RULE =
  'preview-NAME, where NAME has up to 20 lower-case letters, digits and hyphens';

export const isPreviewName = (name: string): boolean => PREVIEW_NAME.test(name);

/** As `dev`, with as little running by itself as there can be. */
export const PREVIEW_SETTINGS: StageSettings = {
  ...STAGES.dev,
  databaseMaxCapacity: 1,
  thumbnailerMaxConcurrency: 2,
  // Once a day: each run wakes the database for some minutes.
  etlEveryMinutes: 24 * 60,
  monthlyBudgetUsd: 20,
};

/** Days after its last deployment, it is removed. */
export const PREVIEW_DAYS = 3;
