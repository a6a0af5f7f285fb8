import type { RenderQuery } from '@miniatura/api-contract';
import { parseAccept } from 'hono/utils/accept';

export type RenderFormat = Exclude<RenderQuery['format'], 'auto'>;

/** Formats that are sent only if the browser names them, best first. The default is JPEG. */
const NAMED_FORMATS = ['avif', 'webp'] as const;

/**
 * Returns the format of the response. Wildcards do not count, because programs that support neither
 * AVIF nor WebP send them too. Among equal weights, the better format is used.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 * @example chooseFormat('auto', 'image/avif,image/webp,*\/*;q=0.8') // 'avif'
 */
export function chooseFormat(format: RenderQuery['format'], accept = ''): RenderFormat {
  if (format !== 'auto') return format;
  const weights = new Map(parseAccept(accept).map(({ type, q }) => [type.toLowerCase(), q]));
  const weightOf = (name: string) => weights.get(`image/${name}`) ?? 0;
  const [best] = NAMED_FORMATS.toSorted((one, other) => weightOf(other) - weightOf(one));
  const isAccepted = best !== undefined && weightOf(best) > 0;
  return isAccepted && weightOf(best) >= weightOf('jpeg') ? best : 'jpeg';
}
