// What should be settled before something is closed: in words, and never in the way.
import type { Schemas } from '../../api/client';
import { count, t } from '../../i18n';

export function LeftList(props: { left: Schemas['Left']; openPlaces?: number }) {
  const { left, openPlaces } = props;
  const lines = [
    openPlaces != null && openPlaces > 0 && t('left-places', { n: count(openPlaces) }),
    left.staying == null
      ? t('left-staying-unknown')
      : left.staying > 0 && t('left-staying', { n: count(left.staying) }),
    left.open_requests > 0 && t('left-requests', { n: count(left.open_requests) }),
    left.clashes > 0 && t('left-clashes', { n: count(left.clashes) }),
    left.not_at_hq > 0 && t('left-not-at-hq', { n: count(left.not_at_hq) }),
  ].filter((line) => line !== false);
  if (lines.length === 0) return <p>{t('left-nothing')}</p>;
  return (
    <>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="hint">{t('left-means')}</p>
    </>
  );
}
