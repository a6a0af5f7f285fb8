import type { Log } from '@miniatura/thumbnailer';

/** A line per event for people: what came of which key, and how long it took. */
export function consoleLog(write: (line: string) => void): Log {
  return {
    info(_message, { outcome, code, durationMs, key }) {
      const result = code === undefined ? outcome : `${outcome}: ${code}`;
      write(`${String(result).padEnd(28)} ${String(durationMs).padStart(6)} ms  ${String(key)}`);
    },
    error(message, { error, messageId, receiveCount }) {
      const attempt = receiveCount === undefined ? '' : `, attempt ${receiveCount}`;
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      write(`${message} (${String(messageId ?? 'no message')}${attempt}): ${reason}`);
    },
  };
}
