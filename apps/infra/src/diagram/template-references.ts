export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: unknown;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: { Name: string } }>>;
}

/** The templates of a stage, by stack: `data`, `network`, … */
export type Templates = Readonly<Record<string, Template>>;

/** A resource, and where it is: `data/OriginalsBucket859D6A19`. */
export interface Placed extends Resource {
  readonly stack: string;
  readonly id: string;
  readonly place: string;
}

/** Every resource of a type. */
export function resourcesOf(templates: Templates, type: string): readonly Placed[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ ...resource, stack, id, place: `${stack}/${id}` })),
  );
}

/** The logical id that an intrinsic function refers to, in its own template. */
export function referredId(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as {
    Ref?: string;
    'Fn::GetAtt'?: readonly [string, string];
  };
  return Ref ?? attribute?.[0];
}

/** The places of all resources that a value refers to, in its own stack or another. */
export function placesIn(value: unknown, stack: string, templates: Templates): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const id = referredId(value);
  if (id !== undefined) return placesOf(id, stack, templates);
  const imported = (value as { 'Fn::ImportValue'?: string })['Fn::ImportValue'];
  if (imported !== undefined) return exportedPlaces(imported, templates);
  return Object.values(value).flatMap((part) => placesIn(part, stack, templates));
}

/** The place of a resource; versions and aliases stand for their function. */
function placesOf(id: string, stack: string, templates: Templates): readonly string[] {
  const { Type = '', Properties = {} } = templates[stack]?.Resources[id] ?? {};
  return /^AWS::Lambda::(Alias|Version)$/.test(Type)
    ? placesIn(Properties['FunctionName'], stack, templates)
    : [`${stack}/${id}`];
}

function exportedPlaces(name: string, templates: Templates): readonly string[] {
  return Object.entries(templates).flatMap(([stack, { Outputs = {} }]) =>
    Object.values(Outputs)
      .filter(({ Export }) => Export?.Name === name)
      .flatMap(({ Value }) => placesIn(Value, stack, templates)),
  );
}
