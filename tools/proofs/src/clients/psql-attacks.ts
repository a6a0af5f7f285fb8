import type { Draw } from './draw.ts';
import type { Exchange, Step } from './exchange.ts';

/** Time limit for responses. It is long, because queries of all clients run one at a time. */
const ANSWER_MS = 60_000;
const OPEN_MS = 60;
const PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const CANCEL_REQUEST = 80_877_102;

const QUERIES = [
  'SELECT 1',
  'SELECT n, repeat(n::text, 20) FROM generate_series(1, 5000) AS n',
  'SELECT nothing',
  'SELECT 1; SELECT 2',
  "SELECT '",
  'DROP TABLE pg_class',
  '',
  'SELECT \xff',
] as const;

export function startup(code = PROTOCOL_3, parameters = 'user\0postgres\0\0'): Buffer {
  const body = Buffer.from(parameters, 'latin1');
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, body]);
}

export function message(type: string, body: Buffer | string): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

export const query = (sql: string): Buffer => message('Q', `${sql}\0`);
export const TERMINATE = message('X', '');

const send = (bytes: Buffer): Step => ({ kind: 'send', bytes });
const HOLD: Step = { kind: 'read', withinMs: OPEN_MS };
const READ: Step = { kind: 'read', withinMs: ANSWER_MS };

function prepared(sql: string): Buffer {
  return Buffer.concat([
    message('P', `s\0${sql}\0\0\0`),
    message('B', 'p\0s\0\0\0\0\0\0\0'),
    message('D', 'Pp\0'),
    message('E', 'p\0\0\0\0\0'),
    message('C', 'Ss\0'),
    message('S', ''),
  ]);
}

type Attack = (draw: Draw) => readonly Step[];

function session(draw: Draw): Buffer {
  return Buffer.concat([startup(), draw.pick([query, prepared])(draw.pick(QUERIES)), TERMINATE]);
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  whole: (draw) => [send(session(draw)), READ],
  cut: (draw) => {
    const bytes = session(draw);
    const start = send(bytes.subarray(0, draw.int(0, bytes.length - 1)));
    return draw.chance(50) ? [start] : [start, { kind: 'end' }, HOLD];
  },
  flipped: (draw) => {
    const bytes = session(draw);
    bytes[draw.int(0, bytes.length - 1)] = draw.int(0, 255);
    return [send(bytes), HOLD];
  },
  slow: (draw) => {
    const bytes = session(draw);
    const size = draw.int(1, 6);
    const pieces = Array.from({ length: 15 }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    return [
      ...pieces.flatMap((piece): Step[] => [send(piece), { kind: 'pause', durationMs: 2 }]),
      HOLD,
    ];
  },
  wrongLength: (draw) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(draw.pick([0, 3, -1, 2 ** 31 - 1, 17_000_000, 100_000]));
    return [send(startup()), send(Buffer.concat([Buffer.from('Q'), length])), HOLD];
  },
  pipelined: (draw) => {
    const queries = Array.from({ length: draw.int(2, 30) }, () => query('SELECT 1'));
    return [send(Buffer.concat([startup(), ...queries, TERMINATE])), draw.chance(70) ? READ : HOLD];
  },
  abortedRead: () => [
    send(startup()),
    send(query(QUERIES[1])),
    { kind: 'glimpse', withinMs: ANSWER_MS },
  ],
  noSync: (draw) => [
    send(startup()),
    ...Array.from({ length: draw.int(1, 5) }, () => send(message('d', draw.bytes(1_000_000)))),
    HOLD,
  ],
  largeQuery: (draw) => [
    send(
      Buffer.concat([
        startup(),
        query(`SELECT '${'a'.repeat(draw.size(1_000, 1_000_000))}'`),
        TERMINATE,
      ]),
    ),
    READ,
  ],
  greetings: (draw) => [
    send(
      startup(draw.pick([SSL_REQUEST, CANCEL_REQUEST, 1, PROTOCOL_3]), draw.pick(['', 'a', '\0'])),
    ),
    send(startup()),
    HOLD,
  ],
  garbage: (draw) => [send(draw.bytes(draw.size(1, 5_000))), HOLD],
  silent: () => [HOLD],
};

/** Returns a random way to use PostgreSQL's port, invalid or valid. */
export function attackOnPsql(draw: Draw): Exchange {
  const name = draw.pick(Object.keys(ATTACKS));
  return { name, steps: ATTACKS[name]?.(draw) ?? [] };
}
