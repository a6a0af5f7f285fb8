import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Template, Templates } from './template-references.ts';

/** Reads the templates of a stage by stack from a synthesised assembly, such as `cdk.out`. */
export function readTemplates(folder: string, stage: string): Templates {
  const { stacks } = new CloudAssembly(folder).getNestedAssembly(`assembly-${stage}`);
  return Object.fromEntries(
    stacks.map(({ stackName, template }) => [
      stackName.replace(`miniatura-${stage}-`, ''),
      template as Template,
    ]),
  );
}
