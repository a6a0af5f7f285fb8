import type { Template } from './read-stacks.ts';

/**
 * Returns a replacement for a reference to a removed resource: a port, or text that can be parsed
 * as an ARN.
 */
function placeholder({ id, attribute }: Reference): string {
  return attribute.endsWith('Port') ? '3307' : `arn:aws:service:us-east-1:123456789012:name:${id}`;
}

interface Reference {
  readonly id: string;
  /** Name of the attribute; empty for a `Ref`. */
  readonly attribute: string;
}

/**
 * Returns a template without tags and without the resources of some types. References to them are
 * replaced by placeholders.
 * @param isLeftOut for example `(type) => type.startsWith('Custom::')`
 */
export function withoutResources(
  template: Template,
  isLeftOut: (type: string) => boolean,
): Template {
  const entries = Object.entries(template.Resources);
  const leftOut = new Set(entries.filter(([, { Type }]) => isLeftOut(Type)).map(([id]) => id));
  const kept = entries
    .filter(([id]) => !leftOut.has(id))
    .map(([id, { DependsOn = [], ...resource }]) => {
      const awaited = [DependsOn].flat() as readonly string[];
      return [id, { ...resource, DependsOn: awaited.filter((each) => !leftOut.has(each)) }];
    });
  const remaining = { ...template, Resources: Object.fromEntries(kept) };
  return JSON.parse(JSON.stringify(remaining), (name, value: unknown) => {
    // moto 5.2 fails for the tags of a key.
    if (name === 'Tags') return undefined;
    const reference = referenceIn(value);
    return reference !== undefined && leftOut.has(reference.id) ? placeholder(reference) : value;
  }) as Template;
}

/** Parses `{ Ref: id }` and `{ 'Fn::GetAtt': [id, attribute] }`. */
function referenceIn(value: unknown): Reference | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = value as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly [string, string];
  };
  if (attribute !== undefined) return { id: attribute[0], attribute: attribute[1] };
  return typeof Ref === 'string' ? { id: Ref, attribute: '' } : undefined;
}
