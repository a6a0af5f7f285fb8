import { beforeAll, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

const redshift = sharedRedshift();
function rowsOf(sql: string, dbUser?: string) {
  return redshift().query(sql, dbUser === undefined ? {} : { DbUser: dbUser });
}
const errorOf = (sql: string) => redshift().errorOf(sql);

beforeAll(async () => {
  await rowsOf(
    'CREATE TABLE place (a INT, b VARCHAR(5) UNIQUE, c INT, PRIMARY KEY (a, c), UNIQUE (a))',
  );
  await rowsOf(
    `CREATE TABLE visit (id INT IDENTITY(7,2) PRIMARY KEY, a INT REFERENCES place (a), c INT, s SUPER,
       d VARCHAR(5) DEFAULT 'x', CONSTRAINT whole FOREIGN KEY (a, c) REFERENCES place)`,
  );
});

const KEYS = `SELECT constraint_name, constraint_type FROM information_schema.table_constraints
  WHERE table_name = 'visit' ORDER BY constraint_name`;

test('declared keys are in the catalog, and are not enforced', async () => {
  await rowsOf("INSERT INTO place VALUES (1, 'x', 2), (1, 'x', 2)");
  expect(await rowsOf(KEYS)).toEqual([
    ['visit_a_fkey', 'FOREIGN KEY'],
    ['visit_pkey', 'PRIMARY KEY'],
    ['whole', 'FOREIGN KEY'],
  ]);
  expect(
    await rowsOf(
      `SELECT constraint_name, column_name, ordinal_position FROM information_schema.key_column_usage
       WHERE table_name = 'place' ORDER BY 1, 3`,
    ),
  ).toEqual([
    ['place_a_key', 'a', 1],
    ['place_b_key', 'b', 1],
    ['place_pkey', 'a', 1],
    ['place_pkey', 'c', 2],
  ]);
  expect(
    await rowsOf(
      'SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints ORDER BY 1',
    ),
  ).toEqual([
    ['visit_a_fkey', 'place_a_key'],
    ['whole', 'place_pkey'],
  ]);
  expect(
    await rowsOf(
      `SELECT conname, pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
       WHERE conname = 'whole'`,
    ),
  ).toEqual([['whole', 'FOREIGN KEY (a, c) REFERENCES place(a, c)']]);
});

test('keys are added and dropped, by their owner, and go with their table', async () => {
  await rowsOf('CREATE ROLE maker');
  await rowsOf('GRANT ALL ON SCHEMA public TO ROLE maker');
  await rowsOf('CREATE TABLE made (x INT NOT NULL, y INT)', 'maker');
  await rowsOf('ALTER TABLE made ADD CONSTRAINT main PRIMARY KEY (x)', 'maker');
  await rowsOf('ALTER TABLE made ADD UNIQUE (x, y)', 'maker');
  const keys = `SELECT conname FROM pg_constraint WHERE conrelid = 'made'::regclass ORDER BY 1`;
  expect(await rowsOf(keys)).toEqual([['made_x_y_key'], ['main']]);
  await rowsOf('CREATE TABLE IF NOT EXISTS made (x INT, z INT PRIMARY KEY)', 'maker');
  await rowsOf('ALTER TABLE made DROP CONSTRAINT main', 'maker');
  expect(await rowsOf(keys)).toEqual([['made_x_y_key']]);
  await rowsOf('DROP TABLE made', 'maker');
  expect(
    await rowsOf("SELECT 1 FROM information_schema.table_constraints WHERE table_name = 'made'"),
  ).toEqual([]);
});

test('keys with missing columns, or a second primary key, are rejected', async () => {
  for (const [sql, error] of [
    ['CREATE TABLE bad (a INT, PRIMARY KEY (b))', /column "b" named in key does not exist/],
    ['CREATE TABLE bad (a INT REFERENCES missing)', /"missing" does not exist/],
    ['ALTER TABLE visit ADD PRIMARY KEY (id)', /multiple primary keys/],
    ['ALTER TABLE visit DROP CONSTRAINT missing', /constraint "missing".* does not exist/],
    ['SELECT * FROM bad', /does not exist/],
  ] as const) {
    expect(await errorOf(sql)).toMatch(error);
  }
  expect(await rowsOf(KEYS)).toHaveLength(3);
});

test.each([
  '(parent INT REFERENCES inner_key (id), id INT PRIMARY KEY)',
  '(id INT, parent INT, FOREIGN KEY (parent) REFERENCES inner_key, PRIMARY KEY (id))',
])('a foreign key references a key of its own table that follows: %s', async (definition) => {
  await rowsOf(`CREATE TABLE inner_key ${definition}`);
  expect(
    await rowsOf(
      `SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints
       WHERE constraint_name LIKE 'inner_key%'`,
    ),
  ).toEqual([['inner_key_parent_fkey', 'inner_key_pkey']]);
  await rowsOf('DROP TABLE inner_key');
});

test('SHOW CONSTRAINTS lists keys, and those that reference a table', async () => {
  expect(await rowsOf('SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE dev.public.place')).toEqual([
    ['dev', 'public', 'place', 'place_pkey', 'a', 1],
    ['dev', 'public', 'place', 'place_pkey', 'c', 2],
  ]);
  const own = await rowsOf('SHOW CONSTRAINTS FOREIGN KEYS FROM TABLE public.visit');
  expect(own.map((row) => [row[3], row[7], row[9], row[10]])).toEqual([
    ['a', 'a', 'visit_a_fkey', null],
    ['a', 'a', 'whole', 'place_pkey'],
    ['c', 'c', 'whole', 'place_pkey'],
  ]);
  const exported = 'SHOW CONSTRAINTS FOREIGN KEYS EXPORTED FROM TABLE public.place LIMIT 2';
  expect(await rowsOf(exported)).toHaveLength(2);
});

test('SHOW TABLE gives a statement that makes the table again', async () => {
  const [[text] = []] = await rowsOf('SHOW TABLE visit');
  expect(text).toBe(`CREATE TABLE public.visit (
    id integer IDENTITY(7,2) NOT NULL,
    a integer,
    c integer,
    s super,
    d character varying(5) DEFAULT 'x'::character varying,
    PRIMARY KEY (id),
    FOREIGN KEY (a) REFERENCES place(a),
    FOREIGN KEY (a, c) REFERENCES place(a, c)
)
DISTSTYLE AUTO;`);
  await rowsOf(String(text).replace('public.visit', 'public.again').replace(/;$/, ''));
  const [[again] = []] = await rowsOf('SHOW TABLE public.again');
  expect(String(again).replace('again', 'visit')).toBe(text);
  expect(await errorOf('SHOW TABLE missing')).toMatch(/does not exist/);
});

test('SHOW VIEW, PROCEDURE, PROCEDURES, FUNCTIONS and GRANTS list the objects', async () => {
  await rowsOf('CREATE VIEW seen AS SELECT a FROM place');
  expect(await rowsOf('SHOW VIEW public.seen')).toEqual([
    ['CREATE VIEW public.seen AS\n SELECT a\n   FROM place;'],
  ]);
  expect(await errorOf('SHOW VIEW place')).toMatch(/"place" is not a view/);
  await rowsOf('CREATE PROCEDURE more(a INT) AS $$ BEGIN RETURN; END; $$ LANGUAGE plpgsql');
  await rowsOf('CREATE FUNCTION twice(INT) RETURNS INT STABLE AS $$ SELECT $1 * 2 $$ LANGUAGE sql');
  expect((await rowsOf('SHOW PROCEDURE more(INT)'))[0]?.[0]).toMatch(/PROCEDURE public\.more/);
  expect(await rowsOf("SHOW PROCEDURES FROM SCHEMA dev.public LIKE 'mo%'")).toEqual([
    ['dev', 'public', 'more', 1, 'integer', null, null],
  ]);
  expect(await rowsOf('SHOW FUNCTIONS FROM SCHEMA public')).toEqual([
    ['dev', 'public', 'twice', 1, 'integer', 'integer', null],
  ]);
  await rowsOf(
    'CREATE PROCEDURE given(a INT, INOUT b SUPER, OUT c VARCHAR(5)) AS $$ BEGIN RETURN; END; $$ LANGUAGE plpgsql',
  );
  const shown = (sql: string) => rowsOf(sql).then((rows) => rows.map((row) => row.slice(2, 7)));
  const ofGiven = [
    ['given', 'a', 1, 'IN', 'integer'],
    ['given', 'b', 2, 'INOUT', 'super'],
    ['given', 'c', 3, 'OUT', 'character varying'],
  ];
  expect(await shown('SHOW PARAMETERS OF PROCEDURE dev.public.given(INT, SUPER)')).toEqual(ofGiven);
  expect(await shown("SHOW PARAMETERS OF PROCEDURE public.given LIKE 'b'")).toEqual([ofGiven[1]]);
  expect(await shown('SHOW PARAMETERS OF FUNCTION dev.public.twice(INT)')).toEqual([
    ['twice', null, 0, 'RETURN', 'integer'],
    ['twice', null, 1, 'IN', 'integer'],
  ]);
  await rowsOf('CREATE ROLE watcher');
  await rowsOf('GRANT SELECT ON place TO ROLE watcher');
  const [grant] = await rowsOf('SHOW GRANTS ON TABLE public.place FOR ROLE watcher');
  expect(grant?.filter((cell) => typeof cell !== 'number')).toEqual([
    ...['dev', 'public', 'place', 'TABLE', 'SELECT', 'watcher', 'role', false, 'TABLE'],
  ]);
});
