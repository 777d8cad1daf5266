// What is known of a layer, as it is read: never a blank, for what is unknown is said.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { moment } from '../../clock';
import { count, label, t } from '../../i18n';
import type { Words } from './draft';
import { overview, photoPath, tilePath, type Card } from './tile';

const MEGABYTE = 1_000_000;

/** A tile or a photo of the layer itself; nothing, where this laptop has none. */
export function Picture(props: { card: Card }) {
  const { card } = props;
  const failed = useSignal(false);
  const path = pictureOf(card);
  if (!card.held || path == null || failed.value) {
    return <p class="layer-picture layer-picture-none">{t('layers-no-picture')}</p>;
  }
  return (
    <img
      class="layer-picture"
      src={path}
      alt={t('layers-picture', { title: card.words.title ?? '' })}
      width={256}
      height={256}
      loading="lazy"
      onError={() => (failed.value = true)}
    />
  );
}

function pictureOf(card: Card): string | undefined {
  if (card.photos != null) return photoPath(card.id, 0);
  const tile = overview(card);
  return tile == null ? undefined : tilePath(card.id, tile);
}

export function StateWord(props: { card: Card }) {
  const { card } = props;
  return (
    <>
      <span class={`state layer-${card.state}`}>{label('layer-state', card.state)}</span>
      {card.being_made && <span class="badge">{t('layers-being-made')}</span>}
    </>
  );
}

export function Captured(props: { words: Words }) {
  const { captured_at: from, captured_until: until } = props.words;
  if (from == null) return <span class="unknown">{t('layers-captured-unknown')}</span>;
  if (until == null || until === from) return <>{t('layers-captured', { at: moment(from) })}</>;
  return <>{t('layers-captured-span', { from: moment(from), until: moment(until) })}</>;
}

/** The figures that mappers ask for first. */
export function Facts(props: { card: Card }) {
  const { words, bytes, photos } = props.card;
  return (
    <dl class="known layer-facts">
      {photos != null ? (
        <Fact name={t('layers-photos')}>{t('layers-photos-count', { n: count(photos) })}</Fact>
      ) : (
        <Fact name={t('layers-gsd')}>
          {words.gsd_mm != null && t('layers-cm', { n: count(words.gsd_mm / 10) })}
        </Fact>
      )}
      <Fact name={t('layers-provider')}>{words.provider}</Fact>
      <Fact name={t('layers-licence')}>{words.licence}</Fact>
      <Fact name={t('layers-tracing')}>
        {words.tracing_permitted != null &&
          (words.tracing_permitted ? t('layers-traced') : t('layers-not-traced'))}
      </Fact>
      <Fact name={t('layers-held')}>
        {heldSoFar(props.card)}
        {bytes != null && ` (${t('layers-mb', { n: count(Math.ceil(bytes / MEGABYTE)) })})`}
      </Fact>
    </dl>
  );
}

function heldSoFar({ held, parts, parts_held: n }: Card): string {
  if (held) return t('layers-held-whole');
  if (n === 0) return t('layers-held-none');
  const percent = count(Math.floor((n * 100) / parts));
  return t('layers-held-part', { n: count(n), of: count(parts), percent });
}

export function Fact(props: { name: string; children: ComponentChildren }) {
  const { children } = props;
  const isUnknown = children == null || children === false || children === '';
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{isUnknown ? <span class="unknown">{t('unknown')}</span> : children}</dd>
    </div>
  );
}
