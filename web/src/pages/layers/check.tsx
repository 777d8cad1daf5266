// 人の写り込みの確認: the finest zoom, one square after the other, by as many people as there are. The
// node gives everybody a square of their own, and keeps it for them while they look.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, asRefused, take, type Refused, type Schemas } from '../../api/client';
import { onChange } from '../../api/live';
import { useSaving } from '../../api/saving';
import { count, t } from '../../i18n';
import { Refusal } from '../../ui/note';
import type { Shown } from './one';
import { photoPath, tilePath, type Tile } from './tile';

/** The node keeps a square for two minutes. */
const KEEP_MS = 45_000;

export function PeopleCheck({ card, onDone }: Shown) {
  const saving = useSaving();
  const walk = useSignal<Schemas['Walk'] | undefined>(undefined);
  const problem = useSignal<Refused | undefined>(undefined);
  const begun = useSignal(false);
  const newest = useRef(0);
  const params = { path: { id: card.id } };

  /** Apart from saving, so that no press is lost while numbers come in. */
  async function ask(): Promise<void> {
    const mine = ++newest.current;
    try {
      const answer = await take(api.GET('/api/v1/layers/{id}/check', { params }));
      if (mine !== newest.current) return;
      walk.value = answer;
      problem.value = undefined;
    } catch (cause) {
      if (mine === newest.current) problem.value = asRefused(cause);
    }
  }

  async function looked(cell: string, people: boolean): Promise<void> {
    const answer = await saving.run(() =>
      take(api.POST('/api/v1/layers/{id}/check', { params, body: { cell, people } })),
    );
    if (answer == null) return;
    // What was asked before tells of an older state.
    newest.current += 1;
    walk.value = answer;
    if (answer.left === 0) await onDone();
  }

  useEffect(() => {
    if (!begun.value) return undefined;
    const timer = setInterval(() => void ask(), KEEP_MS);
    // Others look too: what is left becomes less. The square stays this person's.
    const stop = onChange((changed) => {
      if (changed == null || changed.kind === 'layers') void ask();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [begun.value]);

  async function begin(): Promise<void> {
    begun.value = true;
    await ask();
  }

  return (
    <section aria-labelledby="check-head" class="card layer-check">
      <h2 id="check-head">{t('layers-check-head')}</h2>
      <p>{t('layers-check-means')}</p>
      {card.people_checked && <p>{t('layers-checked')}</p>}
      <Refusal problem={saving.problem ?? problem.value} />
      {!begun.value && (
        <button type="button" class="button" onClick={() => void begin()}>
          {t('layers-check-begin')}
        </button>
      )}
      {walk.value != null && (
        <Walk walk={walk.value} card={card} busy={saving.busy} onAsk={ask} onLooked={looked} />
      )}
    </section>
  );
}

function Walk(props: {
  walk: Schemas['Walk'];
  card: Shown['card'];
  busy: boolean;
  onAsk: () => Promise<void>;
  onLooked: (cell: string, people: boolean) => Promise<void>;
}) {
  const { walk, card, busy } = props;
  const { cells, left, people, again } = walk;
  const chosen = useSignal<Schemas['Cell'] | undefined>(undefined);
  const next = chosen.value ?? walk.next;

  async function looked(cell: string, found: boolean): Promise<void> {
    await props.onLooked(cell, found);
    chosen.value = undefined;
  }

  const of = card.photos == null ? 'squares' : 'photos';
  return (
    <>
      <progress max={Math.max(cells, 1)} value={cells - left} aria-labelledby="check-head" />
      <p role="status">
        {left === 0
          ? t(`layers-check-${of}-all`, { n: count(cells) })
          : t(`layers-check-${of}-left`, { n: count(left), of: count(cells) })}{' '}
        {people > 0 && t(`layers-check-${of}-people`, { n: count(people) })}
      </p>
      {people > 0 && <p class="note note-warning">{t(`layers-check-${of}-cure`)}</p>}
      {again.length > 0 && (
        <ul class="actions">
          {again.map((cell) => (
            <li key={cell.cell}>
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => (chosen.value = cell)}
              >
                {t('layers-check-look-again', { cell: nameOf(cell) })}
              </button>
            </li>
          ))}
        </ul>
      )}
      {next != null && (
        <>
          {next.square != null && (
            <SquareOf layer={card.id} cell={next.cell} square={next.square} />
          )}
          {next.photo != null && <Photo layer={card.id} number={next.photo} />}
          <p class="layer-question">{t(`layers-check-${of}-ask`)}</p>
          <div class="actions">
            <button
              type="button"
              class="button button-main"
              disabled={busy}
              onClick={() => void looked(next.cell, false)}
            >
              {t('layers-check-no')}
            </button>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => void looked(next.cell, true)}
            >
              {t('layers-check-yes')}
            </button>
          </div>
        </>
      )}
      {next == null && left > 0 && (
        <>
          <p>{t('layers-check-others')}</p>
          <button type="button" class="button" disabled={busy} onClick={() => void props.onAsk()}>
            {t('layers-check-again')}
          </button>
        </>
      )}
    </>
  );
}

function nameOf({ cell, photo }: Schemas['Cell']): string {
  return photo == null ? cell : count(photo + 1);
}

function Photo(props: { layer: string; number: number }) {
  const { layer, number } = props;
  return (
    <img
      key={number}
      class="layer-photo"
      src={photoPath(layer, number)}
      alt={t('layers-check-photo', { n: count(number + 1) })}
    />
  );
}

/** Rows from the north, columns from the west. */
export function tilesOf({ zoom, columns, rows }: Schemas['Square']): Tile[] {
  const [west = 0, east = west] = columns;
  const [north = 0, south = north] = rows;
  const found: Tile[] = [];
  for (let y = north; y <= south; y += 1) {
    for (let x = west; x <= east; x += 1) found.push({ z: zoom, x, y });
  }
  return found;
}

function SquareOf(props: { layer: string; cell: string; square: Schemas['Square'] }) {
  const { layer, cell, square } = props;
  const [west = 0, east = west] = square.columns;
  return (
    <div
      key={cell}
      class={`square square-${east - west + 1}`}
      role="img"
      aria-label={t('layers-check-square', { cell })}
    >
      {tilesOf(square).map((tile) => (
        <SquareTile key={`${tile.x} ${tile.y}`} path={tilePath(layer, tile)} />
      ))}
    </div>
  );
}

/** A square is one picture; its tiles have no words of their own. */
const SAID_BY_THE_SQUARE = '';

/** Where the layer shows nothing there is no tile, and nobody to be seen. */
function SquareTile(props: { path: string }) {
  const empty = useSignal(false);
  if (empty.value) return <span class="square-empty" />;
  return (
    <img
      src={props.path}
      alt={SAID_BY_THE_SQUARE}
      width={256}
      height={256}
      onError={() => (empty.value = true)}
    />
  );
}
