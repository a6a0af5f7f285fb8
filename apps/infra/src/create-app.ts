import { App, type AppProps, Aspects, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { WriteNagSuppressionsToCloudFormationAspect } from 'cdk-nag';
import type { FunctionAssets, JobImage, PageAsset } from './function-assets.ts';
import { MiniaturaStage } from './miniatura-stage.ts';
import { SolutionsChecks } from './solutions-checks.ts';
import { STAGES, type StageSettings } from './stages.ts';

/** The feature flags. `cdk.json` would only apply to the CDK's CLI and not to tests. */
const FEATURE_FLAGS = {
  ...recommendedFlags,
  // Weak references would allow an update to break the stacks that depend on a stack.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

export interface CreateAppOptions extends Pick<AppProps, 'outdir'> {
  readonly assets: FunctionAssets;
  readonly pageAsset: PageAsset;
  readonly jobImage: JobImage;
  /** If true, buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** When the stages delete themselves; undefined for never. */
  readonly removeAt?: Date | undefined;
  /** The stages of the app by name. */
  readonly stages?: Readonly<Record<string, StageSettings>>;
}

/** Creates the app with all its stages; cdk-nag checks it during synthesis. */
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
    // This writes the reasons beside the policies in the templates. An aspect of the app would not
    // apply inside the stages.
    Aspects.of(stage).add(new WriteNagSuppressionsToCloudFormationAspect());
  }
  return { app, stages: constructed };
}
