import { Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ModelAccessProps {
  readonly role: IRole;
  /** Of a model, such as `amazon.nova-lite-v1:0`, or of an inference profile: `us.amazon.nova-…`. */
  readonly modelId: string;
}

/** The regions among which an inference profile chooses, as its id begins. */
const PROFILE_OF = /^(?:us|us-gov|ca|sa|eu|apac|au|jp|global)\.(.+)$/;

/**
 * Lets a role ask one model on Bedrock. An inference profile hands the question to the model in
 * whichever of its regions has room.
 *
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
      reason: 'It is one model; the inference profile chooses the region.',
    });
  }
}
