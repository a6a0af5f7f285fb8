import { App, Aspects, Validations, type AppProps } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { WriteNagSuppressionsToCloudFormationAspect } from 'cdk-nag';
import { MiniaturaStage } from './miniatura-stage.ts';
import type { FunctionAssets, JobImage, PageAsset } from './function-assets.ts';
import { SolutionsChecks } from './solutions-checks.ts';
import { STAGES, type StageSettings } from './stages.ts';

/** `cdk.json` is read by the command only: here the flags hold for tests too. */
const FEATURE_FLAGS = {
  ...recommendedFlags,
  // Weak ones let a stack's update break those that use it.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

export interface CreateAppOptions extends Pick<AppProps, 'outdir'> {
  readonly assets: FunctionAssets;
  readonly pageAsset: PageAsset;
  readonly jobImage: JobImage;
  /** Whether buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** When the stages remove themselves, where they do. */
  readonly removeAt?: Date | undefined;
  /** What the app consists of, by name. */
  readonly stages?: Readonly<Record<string, StageSettings>>;
}

/** The app with every stage in it, checked by cdk-nag when it is synthesised. */
export function createApp(options: CreateAppOptions) {
  const { outdir, stages = STAGES, ...ofEach } = options;
  const app = new App({
    context: FEATURE_FLAGS,
    analyticsReporting: false,
    ...(outdir !== undefined && { outdir }),
  });
  const constructed = Object.entries(stages).map(
    ([stageName, settings]) => new MiniaturaStage(app, { stageName, settings, ...ofEach }),
  );
  Validations.of(app).addPlugins(new SolutionsChecks(app));
  for (const stage of constructed) {
    // Writes the reasons into the templates, where whoever reads a policy finds them. An aspect of
    // the app would end at the stages.
    Aspects.of(stage).add(new WriteNagSuppressionsToCloudFormationAspect());
  }
  return { app, stages: constructed };
}
