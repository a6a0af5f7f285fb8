/** RFC 2397, as browsers read it: spaces within base64 count for nothing. */
const DATA_URL = /^data:[^,]*?(;\s*base64)?,/i;

/** @returns undefined for what is no `data:` URL, or none that can be read */
export function readDataUrl(url: string): Buffer | undefined {
  const match = DATA_URL.exec(url);
  if (!match) return undefined;
  const body = url.slice(match[0].length);
  try {
    const isEscaped = body.includes('%');
    if (match[1]) return Buffer.from(isEscaped ? decodeURIComponent(body) : body, 'base64');
    return Buffer.from(decodeURIComponent(body), 'utf8');
  } catch {
    return undefined;
  }
}
