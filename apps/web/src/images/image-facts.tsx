import type { ImageDetail } from '@miniatura/api-contract';
import type { ComponentChildren } from 'preact';
import { formatBytes, formatPercent, formatTime } from '../elements/format-values.ts';
import { cameraFacts } from './camera-facts.ts';
import { IMAGE_STATUS_NAMES } from './status-names.ts';
import { structureOf } from './structural-labels.ts';

/** Shows the facts of an image in groups; unknown facts are left out. */
export function ImageFacts({ image }: { readonly image: ImageDetail }) {
  return (
    <>
      <section>
        <h2>Image</h2>
        <FactList facts={imageFacts(image)} />
      </section>
      <section>
        <h2>Upload</h2>
        <FactList facts={uploadFacts(image)} />
      </section>
      <CameraFacts image={image} />
      <details>
        <summary>Technical details</summary>
        <FactList facts={technicalFacts(image)} />
      </details>
    </>
  );
}

/** Shows nothing if the camera recorded nothing. */
function CameraFacts({ image }: { readonly image: ImageDetail }) {
  const facts = cameraFacts(image);
  if (facts.every(([, value]) => value === null)) return null;
  return (
    <section>
      <h2>Camera</h2>
      <FactList facts={facts} />
    </section>
  );
}

type Fact = readonly [name: string, value: ComponentChildren];

function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function known<T>(value: T | null, show: (value: T) => ComponentChildren) {
  return value === null ? null : show(value);
}

function imageFacts(image: ImageDetail): readonly Fact[] {
  return [
    ['Status', IMAGE_STATUS_NAMES[image.status]],
    [
      'Size',
      image.width !== null && image.height !== null && `${image.width} × ${image.height} px`,
    ],
    ['File', known(image.byteCount, formatBytes)],
    ['Type', image.mediaType],
    ['Look', structureOf(image.labels)],
    ['Colours', image.dominantColors.length > 0 && <Colors colors={image.dominantColors} />],
    ['Copy of', known(image.duplicateOf, (id) => <a href={`/pictures/${id}`}>another image</a>)],
    [
      'Original',
      known(image.originalUrl, (url) => (
        <a href={url} target="_blank" rel="noreferrer">
          Open the original
        </a>
      )),
    ],
  ];
}

function uploadFacts(image: ImageDetail): readonly Fact[] {
  return [
    ['Uploaded', known(image.uploadedAt, formatTime)],
    ['Uploaded by', image.uploadedBy],
    ['Uploaded through', image.uploadedThrough],
    ['Kept until', formatTime(image.expiresAt)],
  ];
}

function technicalFacts(image: ImageDetail): readonly Fact[] {
  return [
    ['Processed', known(image.processedAt, formatTime)],
    ['Description from', image.altTextModel ?? image.altTextSource],
    ['Analysis', image.analysisStatus],
    ['Script', image.scriptResult != null && JSON.stringify(image.scriptResult)],
    ['SHA-256', known(image.sha256, (hash) => <code>{hash}</code>)],
  ];
}

const SWATCH_WIDTH = 60;

/** Drawn on a canvas, because the page's policy does not allow inline styles. */
function Colors({ colors }: { readonly colors: ImageDetail['dominantColors'] }) {
  return (
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
}
