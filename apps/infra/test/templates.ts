import { inject } from 'vitest';
import { readTemplates } from '../src/diagram/read-templates.ts';
import {
  type Placed,
  type Resource,
  resourcesOf,
  type Templates,
} from '../src/diagram/template-references.ts';
import type { TestedStage } from './tested-stages.ts';

/** What a check finds wrong: `data/Queue: expected … but received …`; none where all is well. */
export type Check = (templates: Templates) => readonly string[] | Promise<readonly string[]>;

/** What the global setup has synthesised, once for all tests. */
export function readSynthesised(): Readonly<Record<TestedStage, Templates>> {
  const folder = inject('assembly');
  return {
    dev: readTemplates(folder, 'dev'),
    prod: readTemplates(folder, 'prod'),
    full: readTemplates(folder, 'full'),
  };
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
export function ownFunctions(templates: Templates): readonly Placed[] {
  return resourcesOf(templates, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['FunctionName'] !== undefined,
  );
}

/** `thumbnailer` of `miniatura-dev-thumbnailer`. */
export function shortName({ Properties }: Resource): string {
  return String(Properties['FunctionName']).replace(/^miniatura-(dev|prod|full)-/, '');
}
