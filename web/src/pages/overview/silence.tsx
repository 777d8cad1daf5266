// 連絡の途絶: who is silent for longer than expected, by which route word came last, who could carry, and who
// was asked to look.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { moment } from '../../clock';
import { fellSilent } from '../../frame/silence';
import { count, label, t } from '../../i18n';
import { href } from '../../router';
import { can } from '../../session';
import { TextArea, TextField } from '../../ui/field';
import { Age } from '../../ui/figure';
import { fieldSentence, Refusal } from '../../ui/note';
import { said } from '../../ui/words';
import { distance } from './distance';
import { ExpectContact } from './expect-contact';
import { NeverHeard } from './never-heard';

type Silent = Schemas['SilentPlace'];
export type Done = () => Promise<void>;

export function Silence(props: { silence: Schemas['Silence']; all: Named[]; onDone: Done }) {
  const { silence, onDone } = props;
  const heard = silence.places.filter(({ route }) => route != null);
  const never = silence.places.filter(({ route }) => route == null);
  return (
    <section class="silence" aria-labelledby="overview-silence">
      <h2 id="overview-silence">{t('silence')}</h2>
      <SilenceCount silence={silence} />
      {heard.length > 0 && (
        <ul class="silent-list">
          {heard.map((place) => (
            <SilentItem key={place.id} place={place} onDone={onDone} />
          ))}
        </ul>
      )}
      <NeverHeard places={never} onDone={onDone} />
      {can('POST /api/v1/hq/contact') && (
        <ExpectContact forAll={silence.for_all} all={props.all} onDone={onDone} />
      )}
    </section>
  );
}

export interface Named {
  id: string;
  name: string;
}

function SilenceCount(props: { silence: Schemas['Silence'] }) {
  const { alarms, never_heard, seen, for_all } = props.silence;
  const fell = fellSilent(props.silence);
  return (
    <div class={fell > 0 ? 'note note-warning' : 'note'} role="status">
      <p>
        {alarms > 0
          ? t('silence-alarms', { n: count(fell), never: count(never_heard) })
          : t('silence-no-alarm')}{' '}
        {seen > 0 && t('silence-seen-places', { n: count(seen) })}
      </p>
      <p class="hint">
        {t(for_all.set_for === 'nobody' ? 'silence-default' : 'silence-for-all', {
          hours: for_all.hours,
        })}
      </p>
    </div>
  );
}

/** One that is silent: what is known of it, and what can be done. */
export function SilentItem(props: { place: Silent; onDone: Done }) {
  const { place } = props;
  return (
    <li class="silent-place">
      <h3>
        <a href={href('place', place.id)}>{place.name === '' ? t('no-name') : place.name}</a>{' '}
        <span class={place.alarm ? 'badge badge-warning' : 'badge'}>
          {label('silence-state', place.alarm ? 'alarm' : 'seen')}
        </span>
        {place.connected && <span class="badge">{t('silence-connected')}</span>}
      </h3>
      <p>
        {place.route != null && t('last-heard')} <LastWord route={place.route} />{' '}
        <span class="cell-sub">
          {t('silence-expected', { hours: place.expected.hours })}{' '}
          {label('expectation-of', place.expected.set_for)}
        </span>
      </p>
      <p class="cell-sub">
        {place.kind != null && label('place-kind', place.kind)}{' '}
        {place.capacity == null
          ? t('capacity-unknown')
          : t('capacity', { n: count(place.capacity) })}{' '}
        {place.phone ?? t('phone-unknown')} {place.address}
      </p>
      <Near place={place} />
      {place.seen != null && <SeenBy seen={place.seen} alarm={place.alarm} />}
      {can('POST /api/v1/hq/silence/{place}') && <See place={place} onDone={props.onDone} />}
    </li>
  );
}

/** When word came last, and by which route. */
export function LastWord(props: { route: Schemas['Route'] | null | undefined }) {
  const { route } = props;
  if (route == null) return <span class="unknown">{t('silence-never')}</span>;
  return (
    <>
      <Age at={route.said_at} /> {label('route-by', route.by)}
      {route.by === 'stick' && route.came_at != null && (
        <span class="told">
          {' '}
          {t('silence-came')} <Age at={route.came_at} />
        </span>
      )}
    </>
  );
}

function Near(props: { place: Silent }) {
  const { near, unplaced } = props.place;
  return (
    <div class="silent-near">
      <p>{t('silence-near')}</p>
      {near == null ? (
        <p class="unknown">{t('silence-nowhere')}</p>
      ) : near.length === 0 ? (
        <p>{t('silence-nobody-near')}</p>
      ) : (
        <ol>
          {near.map((one) => (
            <li key={one.id}>
              <a href={href('place', one.id)}>{one.name}</a> {distance(one.metres)}{' '}
              {one.phone ?? t('phone-unknown')} {t('last-heard')} <Age at={one.said_at} />
            </li>
          ))}
        </ol>
      )}
      {unplaced > 0 && <p class="hint">{t('silence-unplaced', { n: count(unplaced) })}</p>}
    </div>
  );
}

function SeenBy(props: { seen: Schemas['Seen']; alarm: boolean }) {
  const { seen, alarm } = props;
  return (
    <p class={alarm ? 'bad' : undefined}>
      {t('silence-asked', { asked: seen.asked, at: moment(seen.at) })} {seen.by}{' '}
      {t(alarm ? 'silence-asked-over' : 'silence-asked-until', { at: moment(seen.until) })}{' '}
      {seen.note}
    </p>
  );
}

function See(props: { place: Silent; onDone: Done }) {
  const { place } = props;
  const isOpen = useSignal(false);
  const asked = useSignal('');
  const note = useSignal('');
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const params = { path: { place: place.id } };
    const done = await saving.run((key) =>
      take(
        api.POST('/api/v1/hq/silence/{place}', {
          params,
          body: { key, asked: asked.value, note: said(note.value) },
        }),
      ),
    );
    if (done == null) return;
    isOpen.value = false;
    asked.value = '';
    note.value = '';
    await props.onDone();
  }

  if (!isOpen.value) {
    return (
      <button
        type="button"
        class="button"
        aria-label={t('silence-see-named', { place: place.name })}
        onClick={() => (isOpen.value = true)}
      >
        {t('silence-see')}
      </button>
    );
  }
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('silence-who')}
        hint={t('silence-who-hint')}
        required
        autoFocus
        error={fieldSentence(saving.field('asked'))}
        value={asked.value}
        onInput={(value) => (asked.value = value)}
      />
      <TextArea
        label={t('silence-note')}
        error={fieldSentence(saving.field('note'))}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <Refusal problem={saving.problem} />
      <div class="actions">
        <button type="submit" class="button button-main" disabled={saving.busy}>
          {t('silence-save')}
        </button>
        <button type="button" class="button" onClick={() => (isOpen.value = false)}>
          {t('silence-cancel')}
        </button>
      </div>
    </form>
  );
}
