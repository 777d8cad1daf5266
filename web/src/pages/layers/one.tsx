// One layer: what it is, what is still missing before everybody may see it, and the steps of its
// life. Written by the laptop that took it in and by headquarters; every other one reads.
import { api, take } from '../../api/client';
import { useResource } from '../../api/resource';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { can, isHq } from '../../session';
import { Waiting } from '../../ui/note';
import { isPublic } from './address';
import { PeopleCheck } from './check';
import { Correct } from './correct';
import { Captured, Facts, Picture, StateWord } from './facts';
import { GivenBack } from './given';
import { Links } from './links';
import { Fetch, Publish, Withdraw } from './steps';
import type { Card } from './tile';
import { WordsForm } from './words-form';

export interface Shown {
  card: Card;
  onDone: () => Promise<void>;
}

export function OneLayer(props: { id: string }) {
  const params = { path: { id: props.id } };
  const layer = useResource(
    () => take(api.GET('/api/v1/layers/{id}', { params })),
    ['layers'],
    props.id,
  );
  const back = (
    <p>
      <a href={href('layers')}>{t('layers-back')}</a>
    </p>
  );
  if (layer.data == null) {
    return (
      <>
        <h1>{t('page-layers')}</h1>
        <Waiting problem={layer.problem} />
        {back}
      </>
    );
  }
  return (
    <>
      <h1>{layer.data.words.title ?? t('page-layers')}</h1>
      {back}
      <Whole card={layer.data} onDone={layer.reload} />
    </>
  );
}

function Whole({ card, onDone }: Shown) {
  const writes = card.own || isHq.value;
  const may = (right: string): boolean => writes && can(right) && card.state !== 'withdrawn';
  return (
    <>
      <section aria-labelledby="layer-is" class="card layer-one">
        <h2 id="layer-is">{t('layers-what')}</h2>
        <Picture card={card} />
        <p>
          <StateWord card={card} />
        </p>
        {card.state === 'withdrawn' && <p class="note">{t('layers-withdrawn-means')}</p>}
        <p>
          <Captured words={card.words} />
        </p>
        <Facts card={card} />
        {card.words.note != null && <p class="notice-text">{card.words.note}</p>}
      </section>
      {card.state === 'draft' && <Missing card={card} />}
      {!writes && <p class="note">{t('layers-read-only')}</p>}
      {card.state === 'draft' && may('POST /api/v1/layers/{id}/publish') && (
        <Publish card={card} onDone={onDone} />
      )}
      {isPublic(card) && !card.held && can('POST /api/v1/layers/{id}/fetch') && (
        <Fetch card={card} onDone={onDone} />
      )}
      {card.state !== 'withdrawn' && <Links card={card} />}
      <GivenBack card={card} onDone={onDone} />
      {card.state !== 'withdrawn' && card.held && can('POST /api/v1/layers/{id}/check') && (
        <PeopleCheck card={card} onDone={onDone} />
      )}
      {may('PATCH /api/v1/layers/{id}') && <WordsForm card={card} onDone={onDone} />}
      {card.photos == null && may('POST /api/v1/layers/{id}/correct') && (
        <Correct card={card} onDone={onDone} />
      )}
      {may('POST /api/v1/layers/{id}/withdraw') && <Withdraw card={card} onDone={onDone} />}
    </>
  );
}

/** Each thing in words: what it is and why it is asked for. */
export function Missing(props: { card: Card }) {
  const { missing } = props.card;
  return (
    <section aria-labelledby="missing-head" class="card">
      <h2 id="missing-head">{t('layers-missing')}</h2>
      {missing.length === 0 ? (
        <p>{t('layers-missing-none')}</p>
      ) : (
        <ul class="points">
          {missing.map((code) => (
            <li key={code}>{label('layer-missing', code)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
