// Who may be registered at two places, at headquarters: proposed with reasons, found to be one person, and
// found to be two. Every decision can be taken back; none changes a record.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { count, label, t } from '../i18n';
import { Waiting } from '../ui/note';
import { PairCard, type Decided } from './duplicates/card';

type Found = Schemas['CityDuplicates'];

const LISTS = ['proposed', 'linked', 'apart'] as const;
type List = (typeof LISTS)[number];

export function DuplicatesPage() {
  useTitle(t('page-duplicates'));
  const pages = useSignal<Record<List, number>>({ proposed: 0, linked: 0, apart: 0 });
  const said = useSignal<Decided | undefined>(undefined);
  const status = useRef<HTMLParagraphElement>(null);
  const query = pages.value;
  // A city's people change all the time: what is being read does not move by itself.
  const found = useResource(
    () => take(api.GET('/api/v1/hq/duplicates', { params: { query } })),
    [],
    JSON.stringify(query),
  );

  const read = found.data;

  async function decided(what: Decided): Promise<void> {
    said.value = what;
    await found.reload();
    // The card that had it is gone.
    status.current?.focus();
  }

  return (
    <>
      <h1>{t('page-duplicates')}</h1>
      <p class="hint">{t('duplicates-hq-about')}</p>
      <p role="status" tabIndex={-1} ref={status}>
        {said.value != null && label('duplicates-said', said.value)}
      </p>
      {read == null ? (
        <Waiting problem={found.problem} />
      ) : (
        <>
          <p class="actions">
            <span>{t('duplicates-compared', { at: moment(read.compared_at) })}</span>
            <button type="button" class="button" onClick={() => void found.reload()}>
              {t('duplicates-reload')}
            </button>
          </p>
          {LISTS.map((list) => (
            <Section
              key={list}
              list={list}
              found={read}
              onPage={(page) => (pages.value = { ...pages.value, [list]: page })}
              onDecided={decided}
            />
          ))}
        </>
      )}
    </>
  );
}

function Section(props: {
  list: List;
  found: Found;
  onPage: (page: number) => void;
  onDecided: (what: Decided) => Promise<void>;
}) {
  const { list, found, onPage, onDecided } = props;
  const id = `duplicates-${list}`;
  const { pairs, page, pages, all } = found[list];
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {label('pair-state', STATE[list])} {t('duplicates-count', { n: count(all) })}
      </h2>
      {all === 0 && <p class="unknown">{label('duplicates-none', list)}</p>}
      <ul class="inquiries">
        {pairs.map((pair) => (
          <PairCard
            key={`${pair.one.at.person} ${pair.other.at.person}`}
            pair={pair}
            was={STATE[list]}
            onDecided={onDecided}
          />
        ))}
      </ul>
      {pages > 1 && (
        <div class="actions">
          <button
            type="button"
            class="button"
            disabled={page === 0}
            onClick={() => onPage(page - 1)}
          >
            {t('duplicates-before')}
          </button>
          <span>
            {t('duplicates-page', { page: count(page + 1), pages: count(pages) })}{' '}
            {t('duplicates-rest', { n: count(all - pairs.length) })}
          </span>
          <button
            type="button"
            class="button"
            disabled={page + 1 >= pages}
            onClick={() => onPage(page + 1)}
          >
            {t('duplicates-after')}
          </button>
        </div>
      )}
    </section>
  );
}

const STATE = { proposed: 'undecided', linked: 'same', apart: 'different' } as const;
