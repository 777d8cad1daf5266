// Along the great circle: below a kilometre in tens of metres, above in tenths of a kilometre.
import { t } from '../../i18n';

export function distance(metres: number): string {
  if (metres < 995) return t('distance-metres', { n: Math.round(metres / 10) * 10 });
  return t('distance-kilometres', { n: Math.round(metres / 100) / 10 });
}
