// How often word is expected: of all places, or of one of them.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Select } from '../../ui/field';
import { Refusal, SavedTick } from '../../ui/note';
import type { Done, Named } from './silence';

const HOURS = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168];

export function ExpectContact(props: {
  forAll: Schemas['ExpectedContact'];
  all: Named[];
  onDone: Done;
}) {
  const place = useSignal('');
  const hours = useSignal(String(props.forAll.hours));
  const saved = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const body = {
      place: place.value === '' ? null : place.value,
      hours: hours.value === '' ? null : Number(hours.value),
    };
    const done = await saving.run((key) =>
      take(api.POST('/api/v1/hq/contact', { body: { key, ...body } })),
    );
    if (done == null) return;
    saved.value = true;
    await props.onDone();
  }

  const choose = (next: string): void => {
    place.value = next;
    if (next === '' && hours.value === '') hours.value = String(props.forAll.hours);
    saved.value = false;
  };
  const every = HOURS.map((n) => ({ value: String(n), text: t('expect-hours', { n }) }));
  const asAll = place.value === '' ? [] : [{ value: '', text: t('expect-as-all') }];
  return (
    <details class="expect-contact">
      <summary>{t('expect-contact')}</summary>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <div class="columns">
          <Select
            label={t('place')}
            value={place.value}
            options={[
              { value: '', text: t('expect-all') },
              ...props.all.map(({ id, name }) => ({ value: id, text: name || t('no-name') })),
            ]}
            onChange={choose}
          />
          <Select
            label={t('expect-every')}
            value={hours.value}
            options={[...asAll, ...every]}
            onChange={(next) => {
              hours.value = next;
              saved.value = false;
            }}
          />
        </div>
        <Refusal problem={saving.problem} />
        {saved.value && <SavedTick />}
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('expect-save')}
        </button>
      </form>
    </details>
  );
}
