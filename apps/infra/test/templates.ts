import { Code } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../src/create-app.ts';
import type { StageName } from '../src/stages.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: unknown;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: { Name: string } }>>;
}

/** The templates of a stage, by stack: `data`, `network`, … */
export type Templates = Readonly<Record<string, Template>>;

/** A resource, and where it is: `data/OriginalsBucket859D6A19`. */
export interface Placed extends Resource {
  readonly stack: string;
  readonly id: string;
  readonly place: string;
}

/** What a check finds wrong: `data/Queue: expected … but received …`; none where all is well. */
export type Check = (templates: Templates) => readonly string[] | Promise<readonly string[]>;

/** Templates do not show the code of a function, only its hash. */
const NO_CODE = () => Code.fromInline('exports.handler = () => {};');

/** Synthesises every stage, with cdk-nag, which throws where a rule is broken. */
export function synthesiseTemplates(): Readonly<Record<StageName, Templates>> {
  const outdir = mkdtempSync(join(tmpdir(), 'miniatura-cdk-'));
  const { app } = createApp({ assets: NO_CODE, isDataKept: true, outdir });
  const assembly = app.synth();
  const stageTemplates = (stage: StageName): Templates =>
    Object.fromEntries(
      assembly
        .getNestedAssembly(`assembly-${stage}`)
        .stacks.map(({ stackName, template }) => [
          stackName.replace(`miniatura-${stage}-`, ''),
          template as Template,
        ]),
    );
  return { dev: stageTemplates('dev'), prod: stageTemplates('prod') };
}

/** Every resource of a type. */
export function resourcesOf(templates: Templates, type: string): readonly Placed[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ ...resource, stack, id, place: `${stack}/${id}` })),
  );
}

/** A copy of the templates in which the first resource of a type was changed. */
export function broken(
  templates: Templates,
  type: string,
  change: (properties: Record<string, never>, resource: Resource) => unknown,
  isMeant: (resource: Placed) => boolean = () => true,
): Templates {
  const copy = structuredClone(templates) as Templates;
  const resource = resourcesOf(copy, type).find(isMeant);
  if (resource === undefined) throw new Error(`Expected a resource of type ${type}.`);
  const original = copy[resource.stack]?.Resources[resource.id];
  change(resource.Properties as Record<string, never>, original ?? resource);
  return copy;
}

/** The functions that we write; CDK adds some of its own, which have no name. */
export const ownFunctions = (templates: Templates): readonly Placed[] =>
  resourcesOf(templates, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['FunctionName'] !== undefined,
  );

/** `thumbnailer` of `miniatura-dev-thumbnailer`. */
export const shortName = ({ Properties }: Resource): string =>
  String(Properties['FunctionName']).replace(/^miniatura-(dev|prod)-/, '');

/** The logical id that an intrinsic function refers to, in its own template. */
export function referredId(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as {
    Ref?: string;
    'Fn::GetAtt'?: readonly [string, string];
  };
  return Ref ?? attribute?.[0];
}
