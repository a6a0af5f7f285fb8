import type { Draw } from './draw.ts';
import type { Exchange, Step } from './exchange.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const OPEN_MS = 60;
const HEADERS = 1;
const END_HEADERS = 4;

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));
/** `:method: POST`, `:scheme: http`, `:path: /` in HPACK's static table. */
const POST = Buffer.from([0x83, 0x86, 0x84]);

const send = (bytes: Buffer): Step => ({ kind: 'send', bytes });
const HOLD: Step = { kind: 'read', withinMs: OPEN_MS };

/** Returns an HTTP/2 session with random frames that ends abruptly. */
export function attackOnHttp2(draw: Draw): Exchange {
  const frames = Array.from({ length: draw.int(0, 20) }, (_, at) =>
    draw.chance(60)
      ? frame(HEADERS, END_HEADERS | draw.int(0, 1), 2 * at + 1, POST)
      : frame(draw.int(0, 12), draw.int(0, 255), draw.int(0, 9), draw.bytes(draw.int(0, 60))),
  );
  const bytes = Buffer.concat([PREFACE, SETTINGS, ...frames]);
  const length = draw.chance(50) ? bytes.length : draw.int(1, bytes.length);
  const end: Step[] = draw.pick([[], [HOLD], [{ kind: 'end' }, HOLD]]);
  return { name: 'http2', steps: [send(bytes.subarray(0, length)), ...end] };
}
