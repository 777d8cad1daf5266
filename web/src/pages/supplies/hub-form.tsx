// One hub, as headquarters lists it: what it is called, where it is, and what its doors take.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../../api/client';
import { hubKindValues } from '../../api/schema';
import { useSaving } from '../../api/saving';
import { t } from '../../i18n';
import { Select, TextField } from '../../ui/field';
import { Refusal } from '../../ui/note';
import { options, said } from '../../ui/words';
import { DoorFields, useDoor } from './door-fields';

/** A new one, or one that is changed. */
export function HubForm(props: { hub: Schemas['Hub'] | undefined; onDone: () => Promise<void> }) {
  const { hub } = props;
  const name = useSignal(hub?.name ?? '');
  const kind = useSignal<string>(hub?.kind ?? '');
  const address = useSignal(hub?.address ?? '');
  const phone = useSignal(hub?.phone ?? '');
  const latitude = useSignal(hub?.latitude?.toString() ?? '');
  const longitude = useSignal(hub?.longitude?.toString() ?? '');
  const door = useDoor(hub);
  const note = useSignal(hub?.note ?? '');
  const tried = useSignal(false);
  const saving = useSaving();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    tried.value = true;
    const called = said(name.value);
    if (called == null || kind.value === '') return;
    const facts = {
      name: called,
      kind: kind.value as Schemas['HubKind'],
      address: said(address.value),
      phone: said(phone.value),
      latitude: degrees(latitude.value),
      longitude: degrees(longitude.value),
      ...door.told(),
      note: said(note.value),
    };
    const done = await saving.run((key) =>
      hub == null
        ? take(api.POST('/api/v1/hubs', { body: { key, hub: facts } }))
        : take(api.PUT('/api/v1/hubs/{id}', { params: { path: { id: hub.id } }, body: facts })),
    );
    if (done == null) return;
    await props.onDone();
  }

  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t('hub-name')}
        required
        error={tried.value && said(name.value) == null ? t('hub-name-missing') : undefined}
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
      <Select
        label={t('hub-kind')}
        required
        empty={t('order-choose')}
        error={tried.value && kind.value === '' ? t('hub-kind-missing') : undefined}
        value={kind.value}
        options={options('hub-kind', hubKindValues)}
        onChange={(value) => (kind.value = value)}
      />
      <TextField
        label={t('hub-address')}
        value={address.value}
        onInput={(value) => (address.value = value)}
      />
      <TextField
        label={t('hub-phone')}
        inputMode="tel"
        value={phone.value}
        onInput={(value) => (phone.value = value)}
      />
      <TextField
        label={t('hub-latitude')}
        hint={t('hub-position-hint')}
        value={latitude.value}
        onInput={(value) => (latitude.value = value)}
      />
      <TextField
        label={t('hub-longitude')}
        value={longitude.value}
        onInput={(value) => (longitude.value = value)}
      />
      <DoorFields door={door} hours={t('hub-hours')} />
      <TextField
        label={t('hub-note')}
        value={note.value}
        onInput={(value) => (note.value = value)}
      />
      <Refusal problem={saving.problem} />
      <button type="submit" class="button button-main" disabled={saving.busy}>
        {hub == null ? t('hub-list') : t('save')}
      </button>
    </form>
  );
}

/** What is no number at all is sent as one that no place on earth has, so that it is told. */
function degrees(typed: string): number | null {
  const text = said(typed.normalize('NFKC'));
  if (text == null) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : 999;
}
