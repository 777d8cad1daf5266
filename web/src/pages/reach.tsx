// 電話から開けますか: this laptop's addresses, the poster with one of them, and when a phone last came.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { can } from '../session';
import { Age } from '../ui/figure';
import { Waiting } from '../ui/note';
import { Poster } from './reach/poster';
import './reach/reach.css';

/** How long ago a phone came grows without anything being said. */
const REFRESH_MS = 10_000;

export function ReachPage() {
  useTitle(t('page-reach'));
  const reach = useResource(() => take(api.GET('/api/v1/reach')), ['reach'], '');
  const chosen = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const timer = setInterval(() => void reach.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (reach.data == null) {
    return (
      <>
        <h1>{t('page-reach')}</h1>
        <Waiting problem={reach.problem} />
      </>
    );
  }
  const { addresses } = reach.data;
  const address = addresses.find(({ url }) => url === chosen.value) ?? addresses[0];
  return (
    <>
      <div class="screen-only reach-top">
        <h1>{t('page-reach')}</h1>
        <Standing state={reach.data} />
        <Addresses
          state={reach.data}
          chosen={address?.url}
          onChoose={(url) => (chosen.value = url)}
        />
      </div>
      {address != null && (
        <Poster
          address={address}
          printed={reach.data.poster}
          mayNote={can('POST /api/v1/reach/poster')}
          onNoted={reach.reload}
        />
      )}
      <section class="card screen-only" aria-labelledby="reach-else">
        <h2 id="reach-else">{t('reach-else')}</h2>
        <ul>
          <li>{t('reach-else-router')}</li>
          <li>{t('reach-else-hotspot')}</li>
          <li>{t('reach-else-paper')}</li>
        </ul>
      </section>
    </>
  );
}

function Standing(props: { state: Schemas['ReachState'] }) {
  const { trouble, last_phone: phone } = props.state;
  return (
    <section class="card" aria-labelledby="reach-now">
      <h2 id="reach-now">{t('reach-now')}</h2>
      <div role="status">
        {trouble != null ? (
          <p class="note note-error">{label('reach-trouble', trouble)}</p>
        ) : (
          <p>{t('reach-no-trouble')}</p>
        )}
      </div>
      <p>
        {phone == null ? (
          t('reach-no-phone')
        ) : (
          <>
            {t('reach-last-phone')} <Age at={phone.at} /> {label('reach-whence', phone.whence)}
          </>
        )}
      </p>
    </section>
  );
}

function Addresses(props: {
  state: Schemas['ReachState'];
  chosen: string | undefined;
  onChoose: (url: string) => void;
}) {
  const { addresses, port_80: port } = props.state;
  if (addresses.length === 0) return null;
  return (
    <section class="card" aria-labelledby="reach-addresses">
      <h2 id="reach-addresses">{t('reach-addresses')}</h2>
      <p>{t('reach-addresses-means')}</p>
      <fieldset class="reach-addresses">
        <legend>{t('reach-choose')}</legend>
        {addresses.map(({ url, interface: name, network }, index) => (
          <label key={url} class="reach-address">
            <input
              type="radio"
              name="reach-address"
              checked={url === props.chosen}
              onChange={() => props.onChoose(url)}
            />
            <span>
              <strong>{url}</strong> {name}, {label('reach-network', network)}
              {index === 0 && ` (${t('reach-best')})`}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="hint">{label('reach-port', port)}</p>
    </section>
  );
}
