import type { ImageDetail } from '@miniatura/api-contract';
import { structuralLabels } from '@miniatura/api-contract/structural-categories';
import type { ComponentChildren } from 'preact';
import { formatBytes, formatPercent, formatTime } from '../elements/format-values.ts';
import { labelName, t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';
import { useServices } from '../services.ts';
import { cameraFacts } from './camera-facts.ts';
import { statusName } from './status-names.ts';

/** Shows the facts of an image in groups; unknown facts are left out. */
export function ImageFacts({ image }: { readonly image: ImageDetail }) {
  const { me } = useServices();
  return (
    <>
      <section>
        <h2>{t('Image')}</h2>
        <FactList facts={imageFacts(image)} />
      </section>
      <section>
        <h2>{t('About the upload')}</h2>
        <FactList facts={uploadFacts(image, me.subject)} />
      </section>
      <CameraFacts image={image} />
      <details>
        <summary>{t('Technical details')}</summary>
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
      <h2>{t('Camera')}</h2>
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
    [t('Status'), statusName(image)],
    [
      t('Size'),
      image.width !== null && image.height !== null && `${image.width} × ${image.height} px`,
    ],
    [t('File'), known(image.byteCount, formatBytes)],
    [t('Type'), image.mediaType],
    [t('Look'), lookOf(image)],
    [t('Colours'), image.dominantColors.length > 0 && <Colors colors={image.dominantColors} />],
    [
      t('Copy of'),
      known(image.duplicateOf, (id) => <a href={`/pictures/${id}`}>{t('another image')}</a>),
    ],
    [
      t('Original'),
      known(image.originalUrl, (url) => (
        <a href={url} target="_blank" rel="noreferrer">
          {t('Open the original')}
        </a>
      )),
    ],
  ];
}

/** Returns the structural labels; null if there are none. */
function lookOf({ labels }: ImageDetail): string | null {
  return (
    structuralLabels(labels)
      .map(({ name }) => labelName(name))
      .join(', ') || null
  );
}

function uploadFacts(image: ImageDetail, reader: string): readonly Fact[] {
  return [
    [t('Uploaded on'), known(image.uploadedAt, formatTime)],
    [t('Uploaded by'), image.uploadedBy === reader ? t('you') : image.uploadedBy],
    [t('Uploaded through'), known(image.uploadedThrough, channelName)],
    [t('Kept until'), formatTime(image.expiresAt)],
  ];
}

const CHANNEL_NAMES: Readonly<Record<string, Message>> = {
  'presigned-post': 'the page or the API',
  api: 'the page or the API',
  import: 'an import',
};

/** Returns the name of an upload channel; S3 and Kafka have the same in each language. */
function channelName(channel: string): string {
  const name = CHANNEL_NAMES[channel];
  return name === undefined ? channel.charAt(0).toUpperCase() + channel.slice(1) : t(name);
}

function technicalFacts(image: ImageDetail): readonly Fact[] {
  return [
    [t('Processed'), known(image.processedAt, formatTime)],
    [t('Description from'), image.altTextModel ?? image.altTextSource],
    [t('Analysis'), image.analysisStatus],
    [t('Script'), image.scriptResult != null && JSON.stringify(image.scriptResult)],
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
