import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      dependencies: z.array(z.string()).default([]),
      properties: z
        .object({ stackName: z.string().optional(), templateFile: z.string().optional() })
        .default({}),
    }),
  ),
});
const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
});
export type Template = z.infer<typeof templateSchema>;

/** A stack of an assembly. */
export interface AssembledStack {
  readonly name: string;
  readonly template: Template;
}

/**
 * Returns the stacks of a stage, each after those that it depends on.
 * @param folder for example `apps/infra/cdk.out/assembly-dev`
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export function readStacks(folder: string): readonly AssembledStack[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { artifacts } = manifestSchema.parse(read('manifest.json'));
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    ordered.add(id);
  };
  Object.keys(artifacts).forEach(visit);
  return [...ordered].flatMap((id) => {
    const { stackName, templateFile } = artifacts[id]?.properties ?? {};
    if (stackName === undefined || templateFile === undefined) return [];
    return [{ name: stackName, template: templateSchema.parse(read(templateFile)) }];
  });
}
