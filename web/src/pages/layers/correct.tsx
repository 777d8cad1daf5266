// 位置を直す: how far the layer has to go, in metres. Where the originals are here it is rendered once
// more; else editors are told. Never both, and the node knows which.
import { useSignal } from '@preact/signals';
import { api, take } from '../../api/client';
import { useSaving } from '../../api/saving';
import { count, t } from '../../i18n';
import { TextField } from '../../ui/field';
import { fieldSentence, Refusal, SavedTick } from '../../ui/note';
import { decimal } from './draft';
import type { Shown } from './one';

const CM = 100;

/** `undefined`: no number, or nothing to do. */
export function shift(east: string, north: string): [number, number] | undefined {
  const read = (text: string): number | undefined => (text.trim() === '' ? 0 : decimal(text, CM));
  const [eastCm, northCm] = [read(east), read(north)];
  if (eastCm == null || northCm == null || (eastCm === 0 && northCm === 0)) return undefined;
  return [eastCm, northCm];
}

export function Correct({ card, onDone }: Shown) {
  const east = useSignal('');
  const north = useSignal('');
  const done = useSignal<'again' | 'told' | undefined>(undefined);
  const saving = useSaving();
  const by = shift(east.value, north.value);

  async function correct(event: Event): Promise<void> {
    event.preventDefault();
    if (by == null) return;
    const params = { path: { id: card.id } };
    const body = { east_cm: by[0], north_cm: by[1] };
    const answer = await saving.run(() =>
      take(api.POST('/api/v1/layers/{id}/correct', { params, body })),
    );
    if (answer == null) return;
    done.value = answer.rendered_again ? 'again' : 'told';
    east.value = north.value = '';
    await onDone();
  }

  return (
    <section aria-labelledby="correct-head">
      <h2 id="correct-head">{t('layers-correct-head')}</h2>
      <form class="card form" onSubmit={correct} onInput={() => (done.value = undefined)}>
        <p>{t('layers-correct-means')}</p>
        <Moved name="layers-moved" cm={card.moved_cm} />
        <Moved name="layers-offset" cm={card.offset_cm} />
        <TextField
          label={t('layers-correct-east')}
          hint={t('layers-correct-east-hint')}
          error={fieldSentence(saving.field('east_cm'))}
          value={east.value}
          onInput={(value) => (east.value = value)}
        />
        <TextField
          label={t('layers-correct-north')}
          hint={t('layers-correct-north-hint')}
          error={fieldSentence(saving.field('north_cm'))}
          value={north.value}
          onInput={(value) => (north.value = value)}
        />
        <Refusal problem={saving.problem} />
        {done.value != null && (
          <SavedTick>
            {done.value === 'again' ? t('layers-correct-again') : t('layers-correct-told')}
          </SavedTick>
        )}
        <button
          type="submit"
          class="button"
          disabled={saving.busy || by == null || card.being_made}
        >
          {t('layers-correct')}
        </button>
      </form>
    </section>
  );
}

function Moved(props: { name: 'layers-moved' | 'layers-offset'; cm: number[] | null | undefined }) {
  const [east, north] = props.cm ?? [];
  if (east == null || north == null || (east === 0 && north === 0)) return null;
  const by = { east: count(east / CM), north: count(north / CM) };
  return <p>{props.name === 'layers-moved' ? t('layers-moved', by) : t('layers-offset', by)}</p>;
}
