import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ModelAccessProps {
  readonly role: IRole;
  /**
   * Id of a model, such as `amazon.nova-lite-v1:0`, or of an inference profile: `us.amazon.nova-…`.
   */
  readonly modelId: string;
}

/** Prefixes of inference profiles, which name the regions among which they choose. */
const PROFILE_OF = /^(?:us|us-gov|ca|sa|eu|apac|au|jp|global)\.(.+)$/;

/**
 * Allows a role to call one model on Bedrock. An inference profile routes the call to the model in
 * one of its regions.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
export class ModelAccess extends Construct {
  constructor(scope: Construct, id: string, { role, modelId }: ModelAccessProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const model = PROFILE_OF.exec(modelId)?.[1];
    const models = `arn:${partition}:bedrock:${model === undefined ? region : '*'}::foundation-model/${model ?? modelId}`;
    const profile = `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`;
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['bedrock:InvokeModel'],
          resources: model === undefined ? [models] : [profile, models],
        }),
      ],
    });
    if (model === undefined) return;
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${models}]`,
      reason: 'It is one model; the inference profile selects the region.',
    });
  }
}
