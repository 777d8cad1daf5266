// A laptop that works provisionally is given its ticket: what it recorded becomes real.
import { useTitle } from '../frame/title';
import { t } from '../i18n';
import { TakeTicket } from './first-run';

export function TicketPage() {
  useTitle(t('page-ticket'));
  return (
    <>
      <h1>{t('page-ticket')}</h1>
      <p>{t('ticket-takes-over')}</p>
      <TakeTicket />
    </>
  );
}
