import type { Draw } from './draw.ts';
import type { Effect, Exchange, Step } from './exchange.ts';
import { bytesOf, headOf, type HttpRequest } from './http-request.ts';

/** Time limit for responses to complete requests, even on a busy machine. */
const ANSWER_MS = 30_000;
/** How long an incomplete request is left open. */
const OPEN_MS = 60;
const CRLF = '\r\n';

type Attack = (request: HttpRequest, draw: Draw) => Omit<Exchange, 'name'>;

function send(bytes: Buffer | string): Step {
  return {
    kind: 'send',
    bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'latin1'),
  };
}
const READ: Step = { kind: 'read', withinMs: ANSWER_MS };
const HOLD: Step = { kind: 'read', withinMs: OPEN_MS };

function effectOf({ effectId: id, body, storedBytes = body }: HttpRequest): Effect | undefined {
  return id === undefined ? undefined : { id, bytes: storedBytes };
}

const whole: Attack = (request) => ({ steps: [send(bytesOf(request)), READ] });

const cut: Attack = (request, draw) => {
  const bytes = bytesOf(request);
  const start = send(bytes.subarray(0, draw.int(0, bytes.length - 1)));
  return { steps: draw.chance(50) ? [start] : [start, { kind: 'end' }, HOLD] };
};

const tooLong: Attack = (request, draw) => {
  const length = request.body.length + draw.size(1, 1e9);
  return {
    steps: [send(headOf(request, [`content-length: ${length}`])), send(request.body), HOLD],
  };
};

/**
 * Declares a length that is too short, so that the rest of the body is parsed as an invalid
 * request.
 */
const tooShort: Attack = (request, draw) => {
  const length = draw.int(0, request.body.length);
  const bytes = request.body.subarray(0, length);
  return {
    steps: [
      send(headOf(request, [`content-length: ${length}`, 'connection: close'])),
      send(request.body),
      READ,
    ],
    effect: effectOf({ storedBytes: bytes, ...request }),
  };
};

function chunkOf(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${CRLF}`),
    bytes,
    Buffer.from(CRLF),
  ]);
}

function chunksOf(body: Buffer, draw: Draw): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const size = draw.size(1, 200_000);
    chunks.push(chunkOf(body.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

const chunked: Attack = (request, draw) => {
  const trailers = draw.chance(50) ? `x-amz-checksum-crc32: AAAAAA==${CRLF}x: y${CRLF}` : '';
  return {
    steps: [
      send(headOf(request, ['transfer-encoding: chunked', 'connection: close'])),
      ...chunksOf(request.body, draw).map(send),
      send(`0${CRLF}${trailers}${CRLF}`),
      READ,
    ],
  };
};

const brokenChunks: Attack = (request, draw) => ({
  steps: [
    send(headOf(request, ['transfer-encoding: chunked'])),
    ...chunksOf(request.body, draw).slice(0, draw.int(0, 3)).map(send),
    send(
      draw.pick([
        'ffffffffffffffffff\r\n',
        'zz\r\n',
        '-1\r\n',
        '5\r\nab',
        '5\r\nabcdefg\r\n',
        '\0',
      ]),
    ),
    HOLD,
  ],
});

const slow: Attack = (request, draw) => {
  const bytes = bytesOf(request);
  const steps: Step[] = [];
  let at = 0;
  for (let piece = draw.int(2, 20); piece > 0 && at < bytes.length; piece -= 1) {
    const size = draw.int(1, 8);
    steps.push(send(bytes.subarray(at, at + size)), { kind: 'pause', durationMs: draw.int(1, 8) });
    at += size;
  }
  if (draw.chance(50)) return { steps: [...steps, HOLD] };
  return { steps: [...steps, send(bytes.subarray(at)), READ] };
};

const silent: Attack = (_, draw) => ({
  steps: draw.chance(50) ? [HOLD] : [{ kind: 'end' }, HOLD],
});

const pipelined: Attack = (request, draw) => {
  const count = request.body.length > 10_000 ? 2 : draw.int(2, 20);
  const kept = Array.from({ length: count }, () => send(bytesOf(request, { isKept: true })));
  const last = draw.chance(70) ? [send(bytesOf(request)), READ] : [HOLD];
  return { steps: [...kept, ...last] };
};

const largeHead: Attack = (request, draw) => {
  const value = 'a'.repeat(draw.size(1_000, 100_000));
  const many = Array.from({ length: draw.int(1, 300) }, (_, at) => `x-${at}: ${at}`);
  const more = draw.pick([[`x-amz-meta-large: ${value}`], many, [`cookie: ${value}`]]);
  return {
    steps: [send(headOf(request, [...more, 'connection: close', 'content-length: 0'])), READ],
  };
};

const rawBytes = (draw: Draw): string => draw.bytes(draw.int(1, 40)).toString('latin1');

const notUtf8: Attack = (request, draw) => {
  const text = rawBytes(draw).replaceAll(/[\r\n\0 ]/g, '\xff');
  const percent = draw.pick([
    '%ff%fe',
    '%',
    '%00',
    '%c0%80',
    '%ed%a0%80',
    '%0d%0a',
    '%1b[2J',
    text,
  ]);
  const broken = draw.pick<HttpRequest>([
    { ...request, target: `${request.target}${percent}` },
    { ...request, target: `/${percent}${request.target}` },
    { ...request, headers: { ...request.headers, 'content-type': text, 'x-amz-target': text } },
    { ...request, body: draw.bytes(draw.size(10, 10_000)) },
  ]);
  return { steps: [send(bytesOf(broken)), READ], effect: effectOf(broken) };
};

const abortedRead: Attack = (request) => ({
  steps: [send(bytesOf(request)), { kind: 'glimpse', withinMs: ANSWER_MS }],
});

const garbage: Attack = (_, draw) => ({
  steps: [send(draw.bytes(draw.size(1, 5_000))), HOLD],
});

const oddTargets: Attack = (request, draw) => {
  const [method, target] = draw.pick([
    ['GET', '//'],
    ['GET', '//evil.example/'],
    ['GET', 'http://evil.example/'],
    ['OPTIONS', '*'],
    ['CONNECT', 'evil.example:443'],
    ['TRACE', '/'],
    ['PRI', '*'],
    ['GET', `/${'a'.repeat(10_000)}`],
    ['PROPFIND', request.target],
    ['GET', '/../../etc/passwd'],
  ] as const);
  return { steps: [send(bytesOf({ ...request, method, target })), HOLD] };
};

const oddHeaders: Attack = (request, draw) => {
  const more = draw.pick([
    ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-key: AAAA'],
    ['connection: upgrade, http2-settings', 'upgrade: h2c', 'http2-settings: AAAA'],
    ['expect: 100-continue'],
    ['expect: the-unexpected'],
    ['content-length: 5', 'content-length: 6'],
    ['content-length: 5', 'transfer-encoding: chunked'],
    ['transfer-encoding: gzip, chunked'],
    ['content-length: -1'],
    ['content-encoding: gzip', 'content-length: 3'],
    ['range: bytes=9-1', 'if-modified-since: never'],
    ['host: evil.example'],
    ['origin: http://evil.example', 'content-length: 0'],
  ]);
  return { steps: [send(headOf(request, more)), HOLD] };
};

const largeBody: Attack = (request, draw) => {
  const large = { ...request, body: draw.bytes(draw.size(1_000, 5_000_000)) };
  return { steps: [send(bytesOf(large)), READ], effect: effectOf(large) };
};

const ATTACKS = {
  whole,
  cut,
  tooLong,
  tooShort,
  chunked,
  brokenChunks,
  slow,
  silent,
  pipelined,
  largeHead,
  notUtf8,
  abortedRead,
  garbage,
  oddTargets,
  oddHeaders,
  largeBody,
} as const;

const NAMES = Object.keys(ATTACKS) as (keyof typeof ATTACKS)[];

/** Returns a random way to send a request, invalid or valid. */
export function attackOn(request: HttpRequest, draw: Draw): Exchange {
  const name = draw.pick(NAMES);
  return { name, effect: effectOf(request), ...ATTACKS[name](request, draw) };
}
