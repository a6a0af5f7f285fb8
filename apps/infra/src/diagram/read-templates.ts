import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Template, Templates } from './template-references.ts';

/** The templates of a stage in a synthesised assembly, such as `cdk.out`, by stack. */
export function readTemplates(folder: string, stage: string): Templates {
  const { stacks } = new CloudAssembly(folder).getNestedAssembly(`assembly-${stage}`);
  return Object.fromEntries(
    stacks.map(({ stackName, template }) => [
      stackName.replace(`miniatura-${stage}-`, ''),
      template as Template,
    ]),
  );
}
