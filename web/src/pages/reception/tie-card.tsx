// A card that is in reception's hand is tied to the household that is open, by one press.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { cardInHand } from './hand';

export function TieCard(props: { household: Schemas['Household']; onDone: () => Promise<void> }) {
  const saving = useSaving();
  const card = cardInHand.value;
  if (card == null) return null;

  async function tie(tied: string): Promise<void> {
    const params = { path: { id: props.household.id } };
    const saved = await saving.run(() =>
      take(api.PATCH('/api/v1/households/{id}', { params, body: { card: tied } })),
    );
    if (saved == null) return;
    cardInHand.value = undefined;
    await props.onDone();
  }

  return (
    <section class="tie-card" aria-label={t('card')}>
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button type="button" class="button" disabled={saving.busy} onClick={() => void tie(card)}>
          {t('card-tie', { card })}
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => (cardInHand.value = undefined)}
        >
          {t('card-put-down')}
        </button>
      </div>
    </section>
  );
}
