import { AwsSolutionsChecks, type IApplyRule } from 'cdk-nag';

/** cdk-nag's finding that a policy allows all objects of a bucket. */
export const ALL_OBJECTS_FINDING = 'AwsSolutions-IAM5[Resource::every-object]';

/**
 * cdk-nag's AwsSolutions rules. The id of a finding contains the bucket as a reference that is
 * resolved only after synthesis. Here the finding has one fixed id, so that the construct that
 * creates a policy can acknowledge it.
 */
export class SolutionsChecks extends AwsSolutionsChecks {
  protected override applyRule(params: IApplyRule): void {
    super.applyRule({
      ...params,
      rule: (node) => {
        const result = params.rule(node);
        return typeof result === 'string' ? result : [...new Set(result.map(withoutBucket))];
      },
    });
  }
}

function withoutBucket(finding: string): string {
  return finding.replace(/^Resource::.+\/\*$/, 'Resource::every-object');
}
