// Tickets in use, at headquarters. One ticket is for one laptop: a second one raises the alarm.
import { api, take, type Schemas } from '../api/client';
import { useResource } from '../api/resource';
import { moment } from '../clock';
import { useTitle } from '../frame/title';
import { label, t } from '../i18n';
import { Waiting } from '../ui/note';

export function TicketsPage() {
  useTitle(t('page-tickets'));
  const tickets = useResource(() => take(api.GET('/api/v1/hq/tickets')), ['desk', 'city'], '');
  return (
    <>
      <h1>{t('page-tickets')}</h1>
      {tickets.data == null ? (
        <Waiting problem={tickets.problem} />
      ) : (
        <>
          <Alarm tickets={tickets.data.tickets} />
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
                  <TicketRow key={ticket.serial} ticket={ticket} />
                ))}
              </tbody>
            </table>
          </div>
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

function TicketRow(props: { ticket: Schemas['TicketInUse'] }) {
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
      </td>
      <td>{moment(ticket.not_after)}</td>
    </tr>
  );
}
