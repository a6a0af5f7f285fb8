import { Code } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../src/create-app.ts';
import { readTemplates } from '../src/diagram/read-templates.ts';
import {
  resourcesOf,
  type Placed,
  type Resource,
  type Templates,
} from '../src/diagram/template-references.ts';
import type { StageName } from '../src/stages.ts';

/** What a check finds wrong: `data/Queue: expected … but received …`; none where all is well. */
export type Check = (templates: Templates) => readonly string[] | Promise<readonly string[]>;

/** Templates do not show the code of a function, only its hash. */
const NO_CODE = () => Code.fromInline('exports.handler = () => {};');

/** Synthesises every stage, with cdk-nag, which throws where a rule is broken. */
export function synthesiseTemplates(): Readonly<Record<StageName, Templates>> {
  const outdir = mkdtempSync(join(tmpdir(), 'miniatura-cdk-'));
  createApp({ assets: NO_CODE, isDataKept: true, outdir }).app.synth();
  return { dev: readTemplates(outdir, 'dev'), prod: readTemplates(outdir, 'prod') };
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
