// 未着: claim codes that are good and whose registration is on another laptop still.
import { useEffect } from 'preact/hooks';
import { onChange } from '../../api/live';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { go, href } from '../../router';
import { askForWaited, waited, waitNoMore } from './hand';

/** Many changes in a burst are one question. */
const GATHER_MS = 300;

/** `opens`: the newest code may turn the page to its household by itself. */
export function WaitedCodes(props: { opens: boolean }) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      void askForWaited().then((arrived) => {
        const newest = waited.value[0];
        if (!props.opens || newest?.household == null) return;
        if (!arrived.some(({ code }) => code === newest.code)) return;
        waitNoMore(newest.code);
        go('reception', 'household', newest.household);
      });
    };
    ask();
    const stop = onChange((changed) => {
      if (changed != null && changed.kind !== 'people') return;
      clearTimeout(timer);
      timer = setTimeout(ask, GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [props.opens]);

  return (
    <div role="status">
      {waited.value.length > 0 && (
        <section class="waited" aria-label={t('waited-codes')}>
          <h2 class="list-head">{t('waited-codes')}</h2>
          <p class="hint">{t('waited-explain')}</p>
          <ul>
            {waited.value.map(({ code, since, household }) => (
              <li key={code}>
                <span class="number">{code}</span>{' '}
                {household == null ? (
                  <span class="state state-expected">{t('waited-not-here')}</span>
                ) : (
                  <a
                    class="button"
                    href={href('reception', 'household', household)}
                    onClick={() => waitNoMore(code)}
                  >
                    {t('waited-arrived')}
                  </a>
                )}{' '}
                <span class="hint">{t('waited-since', { at: moment(since) })}</span>{' '}
                <button
                  type="button"
                  class="button button-quiet"
                  aria-label={t('waited-forget', { code })}
                  onClick={() => waitNoMore(code)}
                >
                  {t('remove')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
