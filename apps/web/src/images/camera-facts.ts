import type { ImageDetail } from '@miniatura/api-contract';
import { formatClock, formatExposure, formatNumber } from '../elements/format-values.ts';
import { t } from '../language/language.ts';

/** Returns what the camera recorded, as short texts; null for unknown facts. */
export function cameraFacts(image: ImageDetail): readonly (readonly [string, string | null])[] {
  const { cameraMake, cameraModel, lensModel, capturedAt, captureZone } = image;
  const { focalLengthMm, exposureSeconds, fNumber, isoSpeed } = image;
  const zone = captureZone === null ? '' : ` (UTC${captureZone})`;
  const exposure = [
    exposureSeconds && formatExposure(exposureSeconds),
    fNumber && `f/${formatNumber(fNumber)}`,
    isoSpeed && `ISO ${isoSpeed}`,
  ].filter((part) => typeof part === 'string');
  return [
    [t('Camera'), nameOf(cameraMake, cameraModel)],
    [t('Lens'), lensModel],
    [t('Taken'), capturedAt && formatClock(capturedAt) + zone],
    [t('Exposure'), exposure.length > 0 ? exposure.join(' · ') : null],
    [t('Focal length'), focalLengthMm === null ? null : `${formatNumber(focalLengthMm)} mm`],
  ];
}

/** Returns the camera's name. Many manufacturers repeat their name in the model. */
function nameOf(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}
