/** A request as a client means it; `attacksOn` breaks it. */
export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Names what a 2xx answer has stored. */
  readonly effectId?: string | undefined;
  /** What is stored, where it is not the body. */
  readonly storedBytes?: Buffer | undefined;
}

/** The head's bytes, without a length; each character of the texts is a byte. */
export function headOf({ method, target, headers }: HttpRequest, more: readonly string[]): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    [`${method} ${target} HTTP/1.1`, ...lines, ...more, '', ''].join('\r\n'),
    'latin1',
  );
}

/** The whole request, after which the server closes the connection unless it `isKept`. */
export function bytesOf(request: HttpRequest, { isKept = false } = {}): Buffer {
  const hasBody = request.body.length > 0 || !['GET', 'HEAD'].includes(request.method);
  const length = hasBody ? [`content-length: ${request.body.length}`] : [];
  const connection = isKept ? [] : ['connection: close'];
  return Buffer.concat([headOf(request, [...length, ...connection]), request.body]);
}
