import type { ImageDetail } from '@miniatura/api-contract';
import { formatBytes } from '../elements/format-values.ts';
import { t } from '../language/language.ts';

/** Lists all thumbnails of an image, to open or to save. */
export function Renditions({ image }: { readonly image: ImageDetail }) {
  if (image.renditions.length === 0) return null;
  return (
    <section class="panel wide">
      <h2>{t('Thumbnails')}</h2>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t('Thumbnails')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Name')}</th>
              <th scope="col">{t('Pixels')}</th>
              <th scope="col">{t('Type')}</th>
              <th scope="col" class="number">
                {t('Size')}
              </th>
            </tr>
          </thead>
          <tbody>
            {image.renditions.map(({ name, width, height, mediaType, byteCount, url }) => (
              <tr key={`${name} ${mediaType}`}>
                <th scope="row">
                  <a href={url} target="_blank" rel="noreferrer">
                    {name}
                  </a>
                </th>
                <td>
                  {width} × {height}
                </td>
                <td>{mediaType}</td>
                <td class="number">{formatBytes(byteCount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
