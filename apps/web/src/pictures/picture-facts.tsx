import type { ImageDetail } from '@miniatura/api-contract';
import type { ComponentChildren } from 'preact';
import { formatBytes, formatPercent, formatTime } from '../elements/format-values.ts';
import { STATUS_NAMES } from './picture-card.tsx';

/** The facts of a picture; those that are not known are left out. */
export function PictureFacts({ image }: { readonly image: ImageDetail }) {
  return (
    <section>
      <h2>Facts</h2>
      <dl class="facts">
        {factsOf(image).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Fact = readonly [name: string, value: ComponentChildren];

function factsOf(image: ImageDetail): readonly Fact[] {
  const known = <T,>(value: T | null, show: (value: T) => ComponentChildren) =>
    value === null ? null : show(value);
  const facts: readonly Fact[] = [
    ['Status', STATUS_NAMES[image.status]],
    [
      'Size',
      image.width !== null && image.height !== null && `${image.width} × ${image.height} px`,
    ],
    ['File', known(image.byteCount, formatBytes)],
    ['Type', image.mediaType],
    ['Uploaded', known(image.uploadedAt, formatTime)],
    ['Uploaded by', image.uploadedBy],
    ['Uploaded through', image.uploadedThrough],
    ['Processed', known(image.processedAt, formatTime)],
    ['Kept until', formatTime(image.expiresAt)],
    ['Description from', image.altTextModel ?? image.altTextSource],
    ['Analysis', image.analysisStatus],
    ['Copy of', known(image.duplicateOf, (id) => <a href={`/pictures/${id}`}>another picture</a>)],
    ['Colours', image.dominantColors.length > 0 && <Colors colors={image.dominantColors} />],
    ['Script', image.scriptResult != null && JSON.stringify(image.scriptResult)],
    ['SHA-256', known(image.sha256, (hash) => <code>{hash}</code>)],
    [
      'Original',
      known(image.originalUrl, (url) => (
        <a href={url} target="_blank" rel="noreferrer">
          Open the original
        </a>
      )),
    ],
  ];
  return facts.filter(([, value]) => value !== null && value !== false);
}

const SWATCH_WIDTH = 60;

/** Drawn, so that the page's policy need not allow inline styles. */
const Colors = ({ colors }: { readonly colors: ImageDetail['dominantColors'] }) => (
  <ul class="colors">
    {colors.map(({ hex, fraction }) => (
      <li key={hex}>
        <svg class="swatch" viewBox={`0 0 ${SWATCH_WIDTH} 60`} aria-hidden="true">
          <rect width={SWATCH_WIDTH} height="60" rx="12" fill={hex} />
        </svg>
        {hex} <span class="quiet">{formatPercent(fraction * 100)}</span>
      </li>
    ))}
  </ul>
);
