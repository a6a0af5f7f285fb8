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

/** The templates of a stage by stack: `data`, `network`, … */
export type Templates = Readonly<Record<string, Template>>;

/** A resource with its place, such as `data/OriginalsBucket859D6A19`. */
export interface Placed extends Resource {
  readonly stack: string;
  readonly id: string;
  readonly place: string;
}

/** Returns every resource of a type. */
export function resourcesOf(templates: Templates, type: string): readonly Placed[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ ...resource, stack, id, place: `${stack}/${id}` })),
  );
}

/** Returns the logical id to which an intrinsic function refers, in its own template. */
export function referredId(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as {
    Ref?: string;
    'Fn::GetAtt'?: readonly [string, string];
  };
  return Ref ?? attribute?.[0];
}

/** Returns the places of all resources to which a value refers, in its own stack or another. */
export function placesIn(value: unknown, stack: string, templates: Templates): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const id = referredId(value);
  if (id !== undefined) return placesOf(id, stack, templates);
  const imported = (value as { 'Fn::ImportValue'?: string })['Fn::ImportValue'];
  if (imported !== undefined) return exportedPlaces(imported, templates);
  return Object.values(value).flatMap((part) => placesIn(part, stack, templates));
}

/** Returns the place of a resource; a version or an alias represents its function. */
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
