// Blank cards, printed ahead: ten on an A4 page, each with a number and its QR code. They mean nothing
// until one is tied to a household by scanning it.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { TextField } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { whole } from '../../ui/words';

const QUIET = 4;

export function BlankCardsPane() {
  const pages = useSignal('1');
  const cards = useSignal<Schemas['PrintedCard'][]>([]);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = { pages: whole(pages.value) ?? 0 };
    const made = await saving.run(() => take(api.POST('/api/v1/cards/blank', { body })));
    if (made != null) cards.value = made.cards;
  }

  return (
    <div class="blank-cards">
      <form class="form" onSubmit={submit}>
        <h2>{t('way-cards')}</h2>
        <p class="hint">{t('cards-explain')}</p>
        <TextField
          label={t('cards-pages')}
          inputMode="numeric"
          value={pages.value}
          onInput={(text) => (pages.value = text)}
        />
        <Refusal problem={saving.problem} />
        <div class="actions">
          <button type="submit" class="button button-main" disabled={saving.busy}>
            {t('cards-make')}
          </button>
          {cards.value.length > 0 && (
            <button type="button" class="button" onClick={() => window.print()}>
              {t('cards-print')}
            </button>
          )}
        </div>
      </form>
      <ul class="card-sheet">
        {cards.value.map((card) => (
          <li key={card.number}>
            <svg
              viewBox={`${-QUIET} ${-QUIET} ${card.size + 2 * QUIET} ${card.size + 2 * QUIET}`}
              role="img"
              aria-label={card.number}
            >
              <path d={card.path} />
            </svg>
            <p class="card-number">{card.number}</p>
            <p>{t('cards-name')}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
