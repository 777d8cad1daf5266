// The words that every map of the desk has on its controls.
import { t } from '../i18n';
import type { CanvasWords } from '../map/words';

export function mapWords(title: string): CanvasWords {
  return {
    title,
    zoomIn: t('layers-map-zoom-in'),
    zoomOut: t('layers-map-zoom-out'),
    credits: t('layers-map-credits'),
    wheel: t('layers-map-wheel'),
    touch: t('layers-map-touch'),
  };
}
