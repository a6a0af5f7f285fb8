/** RFC 2397, as browsers read it: spaces within base64 are ignored. */
const DATA_URL = /^data:[^,]*?(;\s*base64)?,/i;

/** @returns undefined for anything but a readable `data:` URL */
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
