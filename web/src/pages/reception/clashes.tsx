// Both sides of a clash, who wrote each, and a person's choice between them.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { label, t } from '../../i18n';
import { Refusal } from '../../ui/note';
import { fullName } from './household';

export function Clashes(props: {
  household: Schemas['Household'];
  writes: boolean;
  onSettled: () => Promise<void>;
}) {
  const { household } = props;
  const saving = useSaving();
  if (household.clashes.length === 0) return null;

  async function settle(clash: Schemas['Clash'], value: string): Promise<void> {
    const params = { path: { id: household.id } };
    const body = { record: clash.record, field: clash.field, value };
    const saved = await saving.run(() =>
      take(api.POST('/api/v1/households/{id}/settle', { params, body })),
    );
    if (saved != null) await props.onSettled();
  }

  return (
    <section class="clashes" aria-label={t('clash')}>
      <h3>{t('clash-head')}</h3>
      <p>{t('clash-explain')}</p>
      <Refusal problem={saving.problem} />
      {household.clashes.map((clash) => (
        <div key={`${clash.record}.${clash.field}`} class="clash">
          <h4>
            {about(household, clash)}{' '}
            <span class="clash-field">{label('field-name', clash.field)}</span>
          </h4>
          <ul>
            {clash.values.map((side) => (
              <li key={`${side.by} ${side.value}`}>
                <p class="clash-value">
                  {side.value === '' ? t('clash-blank') : label(kebab(clash.field), side.value)}
                </p>
                <p class="hint">{hand(side)}</p>
                {props.writes && (
                  <button
                    type="button"
                    class="button"
                    disabled={saving.busy}
                    onClick={() => void settle(clash, side.value)}
                  >
                    {t('clash-choose')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Who wrote a value, as far as it is certain. */
function hand(side: Schemas['ClashValue']): string {
  const where = [side.place_name ?? '', side.letter ?? ''].filter(Boolean).join(' ');
  const parts = [
    side.account ?? [],
    side.this_laptop
      ? t('clash-this-laptop')
      : where === ''
        ? t('clash-by', { who: side.by })
        : where,
    side.at == null ? [] : moment(side.at),
  ].flat();
  return parts.join(t('list-comma'));
}

/** Coded values have words under their field's name; any other text is shown as it is. */
function kebab(field: string): string {
  return field.replaceAll('_', '-');
}

function about(household: Schemas['Household'], clash: Schemas['Clash']): string {
  const person = household.persons.find((candidate) => candidate.id === clash.record);
  return person == null ? t('clash-household') : fullName(person);
}
