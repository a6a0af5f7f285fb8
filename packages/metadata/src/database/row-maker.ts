/** A row by the names of its columns. */
export type NamedRow = Record<string, unknown>;

/**
 * Returns a function that makes rows with these names.
 *
 * It copies a row of nulls and sets its properties. Adding properties one by one to an empty object
 * takes three times as long, and an image has about fifty.
 * @param valueOf the value of a column by its place
 */
export function rowMaker<Row>(
  names: readonly string[],
  valueOf: (row: Row, place: number) => unknown,
): (row: Row) => NamedRow {
  const blank: NamedRow = Object.fromEntries(names.map((name) => [name, null]));
  return (row) => {
    const made = { ...blank };
    for (let place = 0; place < names.length; place += 1) made[names[place]!] = valueOf(row, place);
    return made;
  };
}
