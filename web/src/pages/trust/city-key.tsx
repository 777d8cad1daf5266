// Headquarters' own laptops: the city's key revokes them, in the safe. A draft goes there, and what was
// signed comes back.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { asRefused, type Refused } from '../../api/client';
import { upload } from '../../api/upload';
import { t } from '../../i18n';
import { Refusal, SavedTick } from '../../ui/note';

export function CityKey(props: { onLearned: () => void }) {
  const id = useId();
  const problem = useSignal<Refused | undefined>(undefined);
  const learned = useSignal(false);

  async function read(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file == null) return;
    problem.value = undefined;
    learned.value = false;
    try {
      await upload('/api/v1/hq/trust/statement', file, () => undefined);
      learned.value = true;
      props.onLearned();
    } catch (cause) {
      problem.value = asRefused(cause);
    } finally {
      input.value = '';
    }
  }

  return (
    <section aria-labelledby="city-key-head" class="card">
      <h2 id="city-key-head">{t('city-key-head')}</h2>
      <p>{t('city-key-means')}</p>
      <div class="field">
        <label for={id}>{t('city-key-file')}</label>
        <input id={id} type="file" onChange={(event) => void read(event.currentTarget)} />
      </div>
      <Refusal problem={problem.value} />
      {learned.value && <SavedTick>{t('city-key-learned')}</SavedTick>}
    </section>
  );
}
