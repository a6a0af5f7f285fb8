import { instance } from '@viz-js/viz';
import type { NodeKind } from './node-lines.ts';
import { DEAD_LETTERS } from './system-edges.ts';
import { systemGraph, type SystemNode } from './system-graph.ts';
import type { Templates } from './template-references.ts';

const COLORS: Readonly<Record<NodeKind, string>> = {
  bucket: '#d9f0d3',
  topic: '#fbdcea',
  queue: '#fbdcea',
  function: '#ffe3c2',
  database: '#d6e6f9',
  warehouse: '#d6e6f9',
  schedule: '#f3e6ff',
  gateway: '#fff6bf',
  distribution: '#fff6bf',
  users: '#fff6bf',
  endpoint: '#eeeeee',
  registration: '#eeeeee',
  dashboard: '#eeeeee',
  budget: '#eeeeee',
  service: '#fff6bf',
  alarms: '#ffd4d4',
};

const SHAPES: Partial<Readonly<Record<NodeKind, string>>> = {
  bucket: 'cylinder',
  database: 'cylinder',
  warehouse: 'cylinder',
  service: 'component',
};

/**
 * Styles of edges by action. An edge for reading is reversed, so that the layout begins where
 * images arrive.
 */
const EDGE_STYLES: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  read: { constraint: false },
  purge: { constraint: false, style: 'dotted' },
  'put back': { constraint: false },
  events: { weight: '4' },
  [DEAD_LETTERS]: { style: 'dashed' },
};

const FONT = { fontname: 'Helvetica, Arial, sans-serif' };

/** Draws the templates of a stage as an SVG. The same templates give the same drawing. */
export async function drawDiagram(templates: Templates): Promise<string> {
  const viz = await instance();
  const { nodes, edges } = systemGraph(templates);
  const stacks = [...new Set(nodes.flatMap(({ stack }) => stack ?? []))];
  const svg = viz.renderString(
    {
      directed: true,
      graphAttributes: {
        ...FONT,
        rankdir: 'LR',
        newrank: true,
        nodesep: 0.35,
        ranksep: 0.9,
        splines: 'true',
      },
      nodeAttributes: {
        ...FONT,
        fontsize: 12,
        style: 'filled',
        shape: 'box',
        color: '#666666',
        margin: '0.2,0.08',
      },
      edgeAttributes: { ...FONT, fontsize: 10, color: '#555555' },
      nodes: nodes.filter(({ stack }) => stack === undefined).map(drawNode),
      edges: edges.map(({ from, to, label }) => ({
        tail: from,
        head: to,
        attributes: { label, ...EDGE_STYLES[label] },
      })),
      subgraphs: stacks.map((stack) => ({
        name: `cluster_${stack}`,
        graphAttributes: { label: stack, color: '#aaaaaa', style: 'rounded', fontsize: 14 },
        nodes: nodes.filter((node) => node.stack === stack).map(drawNode),
      })),
    },
    { format: 'svg' },
  );
  return svg.slice(svg.indexOf('<svg'));
}

function drawNode({ place, kind, lines }: SystemNode) {
  return {
    name: place,
    attributes: {
      label: lines.join('\n'),
      tooltip: kind,
      fillcolor: COLORS[kind],
      ...(SHAPES[kind] !== undefined && { shape: SHAPES[kind] }),
    },
  };
}
