import { escapeControlCharacters, type Log } from '@miniatura/text';
import { countOf } from '../commands/count-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Writes readable lines: the result and the duration of a key, a run or a request. */
export function consoleLog(write: (line: string) => void): Log {
  const print = (line: string) => write(escapeControlCharacters(line));
  return {
    info(message, fields) {
      print(lineOf(message, fields));
    },
    error(message, { error, messageId, receiveCount }) {
      const attempt = receiveCount === undefined ? '' : `, attempt ${receiveCount}`;
      const subject = messageId === undefined ? '' : ` (${messageId}${attempt})`;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      print(`${message}${subject}: ${reason}`);
    },
  };
}

function lineOf(message: string, fields: Fields): string {
  if ('key' in fields) return eventLine(fields);
  if ('method' in fields) return requestLine(fields);
  return 'claimedCount' in fields ? runLine(message, fields) : message;
}

function eventLine({ outcome, code, durationMs, key }: Fields): string {
  const result = code === undefined ? outcome : `${outcome}: ${code}`;
  return `${String(result).padEnd(28)} ${String(durationMs).padStart(6)} ms  ${String(key)}`;
}

function requestLine({ method, path, status, durationMs, subject = 'nobody' }: Fields): string {
  const request = `${method} ${path}: ${status} for ${subject}`;
  return `${'api'.padEnd(28)} ${String(durationMs).padStart(6)} ms  ${request}`;
}

function runLine(message: string, { claimedCount, mergedCount, redshiftMs }: Fields): string {
  const duration = String(redshiftMs).padStart(6);
  return `${'warehouse'.padEnd(28)} ${duration} ms  ${message}: ${countOf(Number(claimedCount), 'change')}, ${countOf(Number(mergedCount), 'image')}`;
}
