// The poster for the wall: one A4 page, black and white. What is typed for the Wi-Fi is printed and
// never kept.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { t } from '../../i18n';
import { session } from '../../session';
import { TextField } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';

/** Around a symbol, in its own units. */
const QUIET = 4;

export function Poster(props: {
  address: Schemas['ReachAddress'];
  printed: Schemas['ReachPoster'] | null | undefined;
  mayNote: boolean;
  onNoted: () => Promise<void>;
}) {
  const wifi = useSignal('');
  const passphrase = useSignal('');
  const noted = useSignal(false);
  const saving = useSaving();
  const { url } = props.address;

  async function note(): Promise<void> {
    const body = { url };
    const saved = await saving.run(() => take(api.POST('/api/v1/reach/poster', { body })));
    if (saved == null) return;
    noted.value = true;
    await props.onNoted();
  }

  async function print(): Promise<void> {
    if (props.mayNote) await note();
    window.print();
  }

  return (
    <section class="card" aria-labelledby="reach-poster">
      <div class="screen-only">
        <h2 id="reach-poster">{t('reach-poster')}</h2>
        {props.printed != null && (
          <p>
            {t('reach-printed', { url: props.printed.url, at: moment(props.printed.printed_at) })}
          </p>
        )}
        <TextField
          label={t('reach-wifi')}
          hint={t('reach-wifi-hint')}
          value={wifi.value}
          onInput={(text) => (wifi.value = text)}
        />
        <TextField
          label={t('reach-passphrase')}
          value={passphrase.value}
          onInput={(text) => (passphrase.value = text)}
        />
        <Refusal problem={saving.problem} />
        <p class="actions">
          <button type="button" class="button" disabled={saving.busy} onClick={() => void print()}>
            {t('reach-print')}
          </button>
          {props.mayNote && (
            <button
              type="button"
              class="button button-quiet"
              disabled={saving.busy}
              onClick={() => void note()}
            >
              {t('reach-note')}
            </button>
          )}
        </p>
        {noted.value && <SavedTick>{t('reach-noted')}</SavedTick>}
      </div>
      <Sheet address={props.address} wifi={wifi.value} passphrase={passphrase.value} />
    </section>
  );
}

/** Everybody reads it, whatever language the desk is in: Japanese and English, one above the other. */
function Sheet(props: { address: Schemas['ReachAddress']; wifi: string; passphrase: string }) {
  const { url, qr } = props.address;
  const side = qr.size + 2 * QUIET;
  return (
    <div class="poster" role="img" aria-label={t('reach-poster-means', { url })}>
      <p class="poster-title" lang="ja">
        {t('poster-title-ja')}
      </p>
      <p class="poster-title" lang="en">
        {t('poster-title-en')}
      </p>
      <p class="poster-place">{session.value?.node?.place_name}</p>
      <div class="poster-wifi">
        <p>
          {t('poster-wifi')} <span class="poster-blank">{props.wifi}</span>
        </p>
        <p>
          {t('poster-passphrase')} <span class="poster-blank">{props.passphrase}</span>
        </p>
      </div>
      <p class="poster-step">{t('poster-scan')}</p>
      <svg class="poster-qr" viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} aria-hidden="true">
        <path d={qr.path} />
      </svg>
      <p class="poster-url">{url.replace('http://', '').replace(/\/$/, '')}</p>
      <p class="poster-stay" lang="ja">
        {t('poster-stay-ja')}
      </p>
      <p class="poster-stay" lang="en">
        {t('poster-stay-en')}
      </p>
      <p class="poster-languages">{t('poster-languages')}</p>
    </div>
  );
}
