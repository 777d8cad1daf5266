// Who was sent on, and whether the other place said that they came.
import { api, take, type Schemas } from '../../api/client';
import { useSaving } from '../../api/saving';
import { label, t } from '../../i18n';
import { href } from '../../router';
import { isHq } from '../../session';
import { Age } from '../../ui/figure';
import { Refusal } from '../../ui/note';
import { PersonLine } from './people';

type Transfer = Schemas['SentTransfer'];

export function slipAddress(id: string): string {
  return `/api/v1/transfers/${id}/slip`;
}

export function Sent(props: { sent: Transfer[]; onDone: () => Promise<void> }) {
  // Those nobody confirmed come first: somebody has to ask for them.
  const late = props.sent.filter((it) => it.state === 'unconfirmed');
  const others = props.sent.filter((it) => it.state !== 'unconfirmed');
  return (
    <section>
      <h2>{t('transfer-sent')}</h2>
      {props.sent.length === 0 && <p class="hint">{t('transfer-none-sent')}</p>}
      <ul class="transfers">
        {[...late, ...others].map((transfer) => (
          <One key={transfer.id} transfer={transfer} onDone={props.onDone} />
        ))}
      </ul>
    </section>
  );
}

function One(props: { transfer: Transfer; onDone: () => Promise<void> }) {
  const { transfer } = props;
  const saving = useSaving();
  const going = transfer.state === 'on_the_way' || transfer.state === 'unconfirmed';
  const writes = !isHq.value;

  async function takeBack(): Promise<void> {
    const params = { path: { id: transfer.id } };
    await saving.run((key) =>
      take(api.POST('/api/v1/transfers/{id}/take-back', { params, body: { key } })),
    );
    await props.onDone();
  }

  return (
    <li class="transfer">
      <p>
        <span class={`state state-${transfer.state.replace('_', '-')}`}>
          {label('transfer-state', transfer.state)}
        </span>{' '}
        <a href={href('reception', 'household', transfer.household)}>
          <span class="number">{transfer.reception_no ?? t('no-number')}</span>
        </a>{' '}
        {isHq.value
          ? t('transfer-between', { from: transfer.from_name, to: transfer.to_name })
          : t('transfer-to', { place: transfer.to_name || t('no-name') })}{' '}
        <Age at={transfer.age?.observed_at} />
      </p>
      <ul class="persons">
        {transfer.persons.map((person) => (
          <li key={person.id}>
            <PersonLine person={person} />
          </li>
        ))}
      </ul>
      {going && writes && (
        <div class="actions">
          <a class="button" href={slipAddress(transfer.id)} target="_blank" rel="noopener">
            {t('transfer-slip')}
          </a>
          <button
            type="button"
            class="button button-quiet"
            disabled={saving.busy}
            onClick={() => void takeBack()}
          >
            {t('transfer-take-back')}
          </button>
        </div>
      )}
      <Refusal problem={saving.problem} />
    </li>
  );
}
