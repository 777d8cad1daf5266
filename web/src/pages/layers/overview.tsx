// All layers that this laptop knows of, and what is being made of files just now.
import { useEffect } from 'preact/hooks';
import { api, take, type Schemas } from '../../api/client';
import { useResource } from '../../api/resource';
import { t } from '../../i18n';
import { href } from '../../router';
import { can } from '../../session';
import { Waiting } from '../../ui/note';
import { Captured, Facts, Picture, StateWord } from './facts';
import { Imports } from './imports';
import { LayerMapPane } from './map';
import { TakeIn } from './take-in';
import type { Card } from './tile';

/** An import tells how far it is once a second. */
const REFRESH_MS = 1_000;
const COMMAND = 'musubi layer import';

export function useLayers() {
  const layers = useResource(() => take(api.GET('/api/v1/layers')), ['layers'], '');
  const isBusy =
    layers.data?.imports.some(isGoing) === true ||
    layers.data?.layers.some((card) => card.being_made) === true;
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setInterval(() => void layers.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isBusy]);
  return layers;
}

function isGoing({ refused }: Schemas['LayerImport']): boolean {
  return refused == null;
}

export function LayerOverview() {
  const layers = useLayers();
  if (layers.data == null) {
    return (
      <>
        <h1>{t('page-layers')}</h1>
        <Waiting problem={layers.problem} />
      </>
    );
  }
  return (
    <>
      <h1>{t('page-layers')}</h1>
      <p>{t('layers-means')}</p>
      {layers.data.layers.some((card) => card.held) && <LayerMapPane cards={layers.data.layers} />}
      <Imports imports={layers.data.imports} onDone={layers.reload} />
      <section aria-labelledby="layers-head">
        <h2 id="layers-head">{t('layers-list')}</h2>
        {layers.data.layers.length === 0 ? (
          <p>{t('layers-none')}</p>
        ) : (
          <ul class="cards cards-grid">
            {layers.data.layers.map((card) => (
              <li key={card.id} class="card layer-card">
                <InShort card={card} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {can('POST /api/v1/layer-uploads') && <TakeIn onDone={layers.reload} />}
      <details class="more">
        <summary>{t('layers-import-head')}</summary>
        <p>{t('layers-import-how')}</p>
        <p class="code">{COMMAND}</p>
      </details>
    </>
  );
}

function InShort(props: { card: Card }) {
  const { card } = props;
  return (
    <>
      <Picture card={card} />
      <h3>
        <a href={href('layers', card.id)}>{card.words.title ?? t('unknown')}</a>
      </h3>
      <p>
        <StateWord card={card} />
        {card.missing.length > 0 && (
          <span class="badge badge-warning">
            {t('layers-missing-count', { n: card.missing.length })}
          </span>
        )}
      </p>
      <p>
        <Captured words={card.words} />
      </p>
      <Facts card={card} />
    </>
  );
}
