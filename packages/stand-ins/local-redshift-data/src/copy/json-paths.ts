import { SqlStatementError } from '../statement-errors.ts';

/** The names and places that lead to a value: `$.a['b'][0]` → `['a', 'b', 0]`. */
export type JsonPath = readonly (string | number)[];

const STEP = /^(?:\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\])/;

function parsePath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  for (let rest = text.slice(1); rest !== '';) {
    const [whole, name, place, quoted] = STEP.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    steps.push(place === undefined ? (name ?? quoted ?? '') : Number(place));
    rest = rest.slice(whole.length);
  }
  return steps;
}

/**
 * Reads a file of paths, one for each column in its order.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html#copy-json-jsonpaths
 * @throws SqlStatementError for a file of another form, or with another number of paths
 */
export function parseJsonPaths(text: string, url: string, count: number): readonly JsonPath[] {
  const invalid = (expected: string) =>
    new SqlStatementError(`Invalid JSONPath format in ${url}: expected ${expected}`);
  let paths: unknown;
  try {
    paths = (JSON.parse(text) as { jsonpaths?: unknown } | null)?.jsonpaths;
  } catch {
    throw invalid('JSON');
  }
  if (!Array.isArray(paths)) throw invalid(`{ "jsonpaths": ["$.name", …] }`);
  if (paths.length !== count) {
    throw new SqlStatementError(
      `Number of jsonpaths and the number of columns should match. JSONPath size: ${paths.length}, Number of columns in table or column list: ${count}`,
    );
  }
  return paths.map((path) => {
    const steps = typeof path === 'string' ? parsePath(path) : undefined;
    if (steps === undefined) throw invalid(`a path such as $.name[0] but received ${String(path)}`);
    return steps;
  });
}

/** What a path leads to; undefined where there is nothing. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}
