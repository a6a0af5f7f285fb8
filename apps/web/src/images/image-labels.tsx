import type { LabelDetail } from '@miniatura/api-contract';
import { formatPercent } from '../elements/format-values.ts';
import { labelName, t } from '../language/language.ts';

interface ImageLabelsProps {
  readonly title: string;
  readonly labels: readonly LabelDetail[];
}

/** Shows labels with their confidence, and the model that detected them. */
export function ImageLabels({ title, labels }: ImageLabelsProps) {
  if (labels.length === 0) return null;
  const models = new Set(labels.map(({ modelVersion }) => modelVersion));
  return (
    <section>
      <h2>{title}</h2>
      <p class="quiet">{t('By the model {models}', { models: [...models].join(', ') })}</p>
      <ul class="chips">
        {labels.map(({ name, confidence, parents }) => (
          <li key={name} class="chip" title={parents.map(labelName).join(' › ')}>
            {labelName(name)} <span class="quiet">{formatPercent(confidence)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
