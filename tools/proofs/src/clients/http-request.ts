/** A valid request, which `attackOn` modifies. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Id of what a 2xx response confirms as stored. */
  readonly effectId?: string | undefined;
  /** The stored bytes, if they are not the body. */
  readonly storedBytes?: Buffer | undefined;
}

/** Returns the bytes of the head without a length; each character of the text is one byte. */
export function headOf({ method, target, headers }: HttpRequest, more: readonly string[]): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    [`${method} ${target} HTTP/1.1`, ...lines, ...more, '', ''].join('\r\n'),
    'latin1',
  );
}

/**
 * Returns the bytes of the request. The server closes the connection after it, unless `isKept` is
 * true.
 */
export function bytesOf(request: HttpRequest, { isKept = false } = {}): Buffer {
  const hasBody = request.body.length > 0 || !['GET', 'HEAD'].includes(request.method);
  const length = hasBody ? [`content-length: ${request.body.length}`] : [];
  const connection = isKept ? [] : ['connection: close'];
  return Buffer.concat([headOf(request, [...length, ...connection]), request.body]);
}
