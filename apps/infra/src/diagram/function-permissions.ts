import { type Placed, placesIn, resourcesOf, type Templates } from './template-references.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

export interface Permission {
  readonly lambda: Placed;
  readonly actions: readonly string[];
  readonly places: readonly string[];
}

/** Returns which actions each function's role allows on which resources. */
export function allowedOf(templates: Templates): readonly Permission[] {
  return resourcesOf(templates, 'AWS::Lambda::Function').flatMap((lambda) => {
    const [role] = placesIn(lambda.Properties['Role'], lambda.stack, templates);
    return statementsOf(role, templates).map(({ stack, statement }) => ({
      lambda,
      actions: [statement.Action].flat() as readonly string[],
      places: placesIn(statement.Resource, stack, templates),
    }));
  });
}

/** Returns which actions a role allows on which resources. The role is given by its place. */
export function statementsOf(role: string | undefined, templates: Templates) {
  return resourcesOf(templates, 'AWS::IAM::Policy')
    .filter(({ Properties, stack }) =>
      placesIn(Properties['Roles'], stack, templates).some((place) => place === role),
    )
    .flatMap(({ Properties, stack }) => {
      const { Statement } = Properties['PolicyDocument'] as { Statement: readonly Statement[] };
      return Statement.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({
        stack,
        statement,
      }));
    });
}

const SERVICES: Readonly<Record<string, string>> = {
  rekognition: 'Rekognition',
  bedrock: 'Bedrock',
};

/** Returns the AWS service of a permission, if no stack has a resource for it. */
export function serviceOf({ actions }: Permission): string | undefined {
  return SERVICES[actions[0]?.split(':')[0] ?? ''];
}
