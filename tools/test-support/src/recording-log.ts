type Fields = Readonly<Record<string, unknown>>;

/** A log, and the list of its entries with their messages. */
export function recordingLog() {
  const logged: Record<string, unknown>[] = [];
  const record = (message: string, fields?: Fields) => void logged.push({ message, ...fields });
  return { logged, log: { info: record, error: record } };
}
