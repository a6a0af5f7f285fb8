import { AwsSolutionsChecks, type IApplyRule } from 'cdk-nag';

/** The finding that a policy names all objects of some bucket. */
export const ALL_OBJECTS_FINDING = 'AwsSolutions-IAM5[Resource::every-object]';

/**
 * cdk-nag's AwsSolutions. It spells out which bucket's objects a policy names, by a reference that
 * is known only after the synthesis; here such a finding has one name, by which it can be
 * acknowledged where the policy is made.
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

const withoutBucket = (finding: string): string =>
  finding.replace(/^Resource::.+\/\*$/, 'Resource::every-object');
