import { allowedOf, serviceOf } from './function-permissions.ts';
import { DRAWN_TYPES, linesOf, type NodeKind } from './node-lines.ts';
import { ALARMS, type SystemEdge, systemEdges } from './system-edges.ts';
import { resourcesOf, type Templates } from './template-references.ts';

export interface SystemNode {
  readonly place: string;
  /** Undefined for an AWS service that is in no stack. */
  readonly stack: string | undefined;
  readonly kind: NodeKind;
  readonly lines: readonly string[];
}

export interface SystemGraph {
  readonly nodes: readonly SystemNode[];
  readonly edges: readonly SystemEdge[];
}

/** Returns the resources of the templates and the edges between them. */
export function systemGraph(templates: Templates): SystemGraph {
  const nodes = [...drawnResources(templates), ...services(templates), ...alarms(templates)];
  const places = new Set(nodes.map(({ place }) => place));
  const edges = systemEdges(templates).filter(({ from, to }) => places.has(from) && places.has(to));
  return { nodes, edges: unique(edges) };
}

function drawnResources(templates: Templates): readonly SystemNode[] {
  return Object.entries(DRAWN_TYPES).flatMap(([type, kind]) =>
    resourcesOf(templates, type)
      // CDK's own helper functions have no name.
      .filter(({ Properties }) => kind !== 'function' || Properties['FunctionName'] !== undefined)
      .map((resource) => ({
        place: resource.place,
        stack: resource.stack,
        kind,
        lines: linesOf(resource, kind),
      })),
  );
}

/** Returns the services that functions call and that no stack has a resource for. */
function services(templates: Templates): readonly SystemNode[] {
  const names = new Set(allowedOf(templates).flatMap((permission) => serviceOf(permission) ?? []));
  return [...names].map((name) => ({
    place: name,
    stack: undefined,
    kind: 'service',
    lines: [name],
  }));
}

function alarms(templates: Templates): readonly SystemNode[] {
  // Alarms that only roll back a release are not shown.
  const all = resourcesOf(templates, 'AWS::CloudWatch::Alarm').filter(
    ({ Properties }) => Properties['AlarmActions'] !== undefined,
  );
  const stack = all[0]?.stack;
  return stack === undefined
    ? []
    : [{ place: ALARMS, stack, kind: 'alarms', lines: [`${all.length} alarms`] }];
}

function unique(edges: readonly SystemEdge[]): readonly SystemEdge[] {
  return [
    ...new Map(edges.map((edge) => [`${edge.from} ${edge.to} ${edge.label}`, edge])).values(),
  ];
}
