// Tickets in use, at headquarters. One ticket is for one laptop: a second one raises the alarm, and a
// stolen one is cut off from here.
import { useSignal } from '@preact/signals';
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { href } from '../router';
import { TextField } from '../ui/field';
import { Waiting } from '../ui/note';
import { Revoke, type Whom } from './tickets/revoke';
import { serialOf } from './tickets/serial';

export function TicketsPage() {
  useTitle(t('page-tickets'));
  const whom = useSignal<Whom | undefined>(undefined);
  const tickets = useResource(() => take(api.GET('/api/v1/hq/tickets')), ['desk', 'city'], '');
  return (
    <>
      <h1>{t('page-tickets')}</h1>
      {tickets.data == null ? (
        <Waiting problem={tickets.problem} />
      ) : (
        <>
          <Alarm tickets={tickets.data.tickets} />
          {whom.value != null && (
            <Revoke whom={whom.value} onCancel={() => (whom.value = undefined)} />
          )}
          <p>
            <a href={href('trust')}>{t('page-trust')}</a>
          </p>
          <div class="table-box" tabIndex={0} role="group" aria-label={t('page-tickets')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('ticket-serial')}</th>
                  <th scope="col">{t('ticket-place')}</th>
                  <th scope="col">{t('ticket-laptops')}</th>
                  <th scope="col">{t('ticket-not-after')}</th>
                </tr>
              </thead>
              <tbody>
                {tickets.data.tickets.map((ticket) => (
                  <TicketRow
                    key={ticket.serial}
                    ticket={ticket}
                    onRevoke={() => (whom.value = { serial: ticket.serial, name: named(ticket) })}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <Unused onRevoke={(serial) => (whom.value = { serial, name: serial })} />
        </>
      )}
    </>
  );
}

function Alarm(props: { tickets: Schemas['TicketInUse'][] }) {
  const twice = props.tickets.filter((ticket) => ticket.used_twice).length;
  return (
    <div role="status" class="alert-slot">
      {twice > 0 && <p class="note note-error">{t('tickets-twice', { n: twice })}</p>}
    </div>
  );
}

function named(ticket: Schemas['TicketInUse']): string {
  const place = ticket.role === 'hq' ? label('node-role', ticket.role) : ticket.place_name;
  return `${place} ${t('laptop-letter', { letter: ticket.letter })}`;
}

/** A printed ticket that was lost before any laptop took it. */
function Unused(props: { onRevoke: (serial: string) => void }) {
  const text = useSignal('');
  const tried = useSignal(false);
  const serial = serialOf(text.value);
  const wrong = tried.value && serial == null;

  function ask(event: Event): void {
    event.preventDefault();
    tried.value = true;
    if (serial != null) props.onRevoke(serial);
  }

  return (
    <form class="form card" onSubmit={ask}>
      <h2>{t('unused-head')}</h2>
      <TextField
        label={t('ticket-serial')}
        hint={t('unused-hint')}
        error={wrong ? t('unused-wrong') : undefined}
        value={text.value}
        onInput={(next) => (text.value = next)}
      />
      <button type="submit" class="button">
        {t('ticket-revoke')}
      </button>
    </form>
  );
}

function TicketRow(props: { ticket: Schemas['TicketInUse']; onRevoke: () => void }) {
  const { ticket } = props;
  return (
    <tr>
      <th scope="row">
        <span class="code">{ticket.serial}</span>
        {ticket.used_twice && <span class="badge badge-warning">{t('ticket-twice')}</span>}
      </th>
      <td>
        {label('node-role', ticket.role)} {ticket.place_name}{' '}
        {t('laptop-letter', { letter: ticket.letter })}
      </td>
      <td>
        <ul class="plain-list">
          {ticket.laptops.map((laptop) => (
            <li key={laptop.node}>
              <span class="code">{laptop.node.slice(0, 8)}</span>{' '}
              {laptop.heard_at == null
                ? t('ticket-heard-unknown')
                : t('ticket-heard', { at: moment(laptop.heard_at) })}{' '}
              {laptop.via_name != null && t('ticket-via', { place: laptop.via_name })}
              {laptop.cut_off && <span class="badge badge-warning">{t('ticket-cut-off')}</span>}
            </li>
          ))}
        </ul>
        <CutOff ticket={ticket} onRevoke={props.onRevoke} />
      </td>
      <td>{moment(ticket.not_after)}</td>
    </tr>
  );
}

/** Headquarters' own are revoked by the city's key: a draft goes there. */
function CutOff(props: { ticket: Schemas['TicketInUse']; onRevoke: () => void }) {
  const { ticket } = props;
  if (ticket.laptops.every((laptop) => laptop.cut_off)) return null;
  if (ticket.role === 'hq') {
    return (
      <a href={`/api/v1/hq/trust/draft?serial=${ticket.serial}`} download>
        {t('ticket-draft')}
      </a>
    );
  }
  return (
    <button
      type="button"
      class="button"
      aria-label={t('ticket-revoke-named', { laptop: named(ticket) })}
      onClick={props.onRevoke}
    >
      {t('ticket-revoke')}
    </button>
  );
}
