// Families that headquarters announced: on the way here, and taken in without their slip.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { href } from '../../router';
import { Age } from '../../ui/figure';
import { Refusal, SavedTick } from '../../ui/note';
import { PersonLine } from './people';

export function Expected(props: {
  expected: Schemas['ExpectedTransfer'][];
  onDone: () => Promise<void>;
}) {
  const taken = useSignal<Schemas['Registered'] | undefined>(undefined);
  const saving = useSaving();

  async function takeIn(transfer: string): Promise<void> {
    taken.value = await saving.run((key) =>
      take(api.POST('/api/v1/transfers/arrivals', { body: { key, transfer } })),
    );
    await props.onDone();
  }

  return (
    <section>
      <h2>{t('transfer-expected')}</h2>
      {taken.value != null && (
        <SavedTick>
          {t('transfer-taken', { number: taken.value.reception_no ?? t('no-number') })}{' '}
          <a href={href('reception', 'household', taken.value.id)}>{t('transfer-open')}</a>
        </SavedTick>
      )}
      <Refusal problem={saving.problem} />
      {props.expected.length === 0 && <p class="hint">{t('transfer-none-expected')}</p>}
      <ul class="transfers">
        {props.expected.map((family) => (
          <li key={family.id} class="transfer">
            <p>
              {t('transfer-from', { place: family.from_name || t('no-name') })}{' '}
              {family.reception_no != null && <span class="number">{family.reception_no}</span>}{' '}
              {family.age != null && <Age at={family.age.observed_at} />}
              {family.unconfirmed && (
                <span class="badge badge-warning">{t('transfer-state-unconfirmed')}</span>
              )}
            </p>
            <ul class="persons">
              {family.persons.map((person) => (
                <li key={person.id}>
                  <PersonLine person={person} />
                </li>
              ))}
            </ul>
            <button
              type="button"
              class="button"
              disabled={saving.busy}
              onClick={() => void takeIn(family.id)}
            >
              {t('transfer-all-came')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
