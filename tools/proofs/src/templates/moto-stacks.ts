import {
  CloudFormationClient,
  CreateStackCommand,
  paginateListStackResources,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { AssembledStack, Template } from './read-stacks.ts';
import { withoutResources } from './without-resources.ts';

const DEADLINE_S = 120;
/**
 * Types that moto 5.2 supports but that do not work with our templates. It waits for the functions
 * of custom resources, which it cannot run. It creates no Aurora instances. It does not support
 * aliases, which invoke our functions.
 */
const UNUSABLE = /^(Custom::.*|AWS::RDS::DBInstance|AWS::Lambda::(EventSourceMapping|Permission))$/;

/** The resources of `cdk bootstrap` that each template refers to. */
export const BOOTSTRAP: AssembledStack = {
  name: 'CDKToolkit',
  template: {
    Resources: {
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String', Value: '30' },
      },
    },
  },
};

/** A client of moto's CloudFormation, which skips resource types that it does not support. */
export class MotoStacks {
  readonly #client: CloudFormationClient;
  readonly #lacks = new Map<string, Promise<boolean>>();

  constructor(endpoint: string) {
    this.#client = new CloudFormationClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
      maxAttempts: 1,
    });
  }

  /**
   * Creates a stack without the resources that moto does not support.
   * @returns the logical ids of those that exist afterwards
   * @throws Error if the stack is not created
   */
  async create({ name, template }: AssembledStack): Promise<ReadonlySet<string>> {
    const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
    const lacking = new Set<string>();
    for (const type of types) if (await this.lacks(type)) lacking.add(type);
    await this.#submit(
      name,
      withoutResources(template, (type) => lacking.has(type)),
    );
    const client = this.#client;
    const wait = { client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 1 };
    await waitUntilStackCreateComplete(wait, { StackName: name });
    const created = new Set<string>();
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      for (const { LogicalResourceId = '' } of page.StackResourceSummaries ?? []) {
        created.add(LogicalResourceId);
      }
    }
    return created;
  }

  lacks(type: string): Promise<boolean> {
    if (UNUSABLE.test(type)) return Promise.resolve(true);
    const known = this.#lacks.get(type) ?? this.#probe(type);
    this.#lacks.set(type, known);
    return known;
  }

  /**
   * Returns true if moto supports a type. It reports a resource of another type as undefined once
   * another resource refers to it.
   */
  async #probe(type: string): Promise<boolean> {
    const name = `probe-${type.replaceAll('::', '-')}`;
    const template = {
      Resources: {
        Probed: { Type: type },
        Referring: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Name: name, Type: 'String', Value: { 'Fn::GetAtt': ['Probed', 'Arn'] } },
        },
      },
    };
    try {
      await this.#submit(name, template);
      return false;
    } catch (error) {
      return String(error).includes('undefined resource');
    }
  }

  async #submit(name: string, template: Template): Promise<void> {
    await this.#client.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
  }
}
