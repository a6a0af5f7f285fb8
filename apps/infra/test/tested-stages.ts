import { STAGES, type StageSettings } from '../src/stages.ts';

/** The stages, and one that has everything that a stage may have. */
export const TESTED_STAGES = {
  ...STAGES,
  full: { ...STAGES.prod, replicaRegion: 'us-west-2' },
} as const satisfies Readonly<Record<string, StageSettings>>;
export type TestedStage = keyof typeof TESTED_STAGES;
export const TESTED_STAGE_NAMES = Object.keys(TESTED_STAGES) as readonly TestedStage[];
