import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A stack of an assembly, with its template. */
export interface AssembledStack {
  readonly name: string;
  readonly template: string;
  /** The types of its resources, by their logical ids. */
  readonly types: Readonly<Record<string, string>>;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z
        .object({ stackName: z.string().optional(), templateFile: z.string().optional() })
        .default({}),
    }),
  ),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/**
 * The stacks of a stage, each after those that it depends on.
 * @param folder such as `apps/infra/cdk.out/assembly-dev`
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export function readStacks(folder: string): readonly AssembledStack[] {
  const { artifacts } = manifestSchema.parse(
    JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')),
  );
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    ordered.add(id);
  };
  Object.keys(artifacts).forEach(visit);
  return [...ordered].flatMap((id) => {
    const { stackName, templateFile } = artifacts[id]?.properties ?? {};
    if (stackName === undefined || templateFile === undefined) return [];
    const template = readFileSync(join(folder, templateFile), 'utf8');
    const { Resources } = templateSchema.parse(JSON.parse(template));
    const types = Object.entries(Resources).map(([logicalId, { Type }]) => [logicalId, Type]);
    return [{ name: stackName, template, types: Object.fromEntries(types) }];
  });
}
