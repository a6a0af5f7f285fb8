import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();
function parameters(values: Readonly<Record<string, string>>) {
  return {
    Parameters: Object.entries(values).map(([name, value]) => ({ name, value })),
  };
}

test('a parameter takes the type its place asks for', async () => {
  expect(
    await redshift().query(
      'SELECT 1 + :n, :day::DATE + 1, :text',
      parameters({ n: '41', day: '2026-11-21', text: 'a' }),
    ),
  ).toEqual([[42, '2026-11-22', 'a']]);
});

test('quotes, backslashes and other SQL in a parameter stay text', async () => {
  for (const value of ["O'Hara", 'a\\b', "'; DROP TABLE x; --", ':other', '$$', 'é 😀']) {
    expect(await redshift().query('SELECT :v', parameters({ v: value }))).toEqual([[value]]);
  }
});

test('a name within a string, a comment or a cast is not a parameter', async () => {
  const sql = `SELECT ':v', :v::INT -- :w
    /* :w */, $$:w$$, ':' || 'v'`;
  expect(await redshift().query(sql, parameters({ v: '7' }))).toEqual([[':v', 7, ':w', ':v']]);
});

test('a parameter may be used several times, and by any statement of a batch', async () => {
  const { Id, Status } = await redshift().runBatch(
    ['SELECT :a || :a', 'SELECT :b'],
    parameters({ a: 'x', b: 'y' }),
  );
  expect(Status).toBe('FINISHED');
  expect([await redshift().rows(`${Id}:1`), await redshift().rows(`${Id}:2`)]).toEqual([
    [['xx']],
    [['y']],
  ]);
});

test('the description contains the parameters', async () => {
  const given = parameters({ a: '1' });
  const { QueryParameters } = await redshift().run('SELECT :a', given);
  expect(QueryParameters).toEqual(given.Parameters);
});

test('a parameter that no statement uses is rejected', async () => {
  await expect(redshift().run("SELECT ':b'", parameters({ b: '1' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Parameters list contains unused parameters. Unused parameters: [b]',
  });
});

test('empty, repeated and ill-named parameters are rejected', async () => {
  const run = (Parameters: { name: string; value: string }[]) =>
    redshift().run('SELECT :a', { Parameters });
  const faults: [{ name: string; value: string }[], RegExp][] = [
    [[{ name: 'a', value: '' }], /must not be empty: a/],
    [
      [
        { name: 'a', value: '1' },
        { name: 'a', value: '2' },
      ],
      /duplicate parameters: \[a\]/,
    ],
    [[{ name: ':a', value: '1' }], /Expected letters, digits and _/],
  ];
  for (const [given, message] of faults) {
    await expect(run(given)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  }
});

test('a placeholder without its parameter is a syntax error', async () => {
  expect(await redshift().errorOf('SELECT :a')).toMatch(/^ERROR: syntax error at or near ":"/);
});
