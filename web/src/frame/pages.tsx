// Every page of the desk: its name in the address, its word, who sees it, what it shows.
import type { JSX } from 'preact';
import { AccountsPage } from '../pages/accounts';
import { CourierPage } from '../pages/courier';
import { DuplicatesPage } from '../pages/duplicates';
import { EndingPage } from '../pages/ending';
import { HandoverPage } from '../pages/handover';
import { InquiriesPage } from '../pages/inquiries';
import { LayersPage } from '../pages/layers';
import { LookupsPage } from '../pages/lookups';
import { NoticesPage } from '../pages/notices';
import { OverviewPage } from '../pages/overview';
import { PlacePage } from '../pages/place';
import { ReachPage } from '../pages/reach';
import { ReceptionPage } from '../pages/reception';
import { RollCallPage } from '../pages/roll-call';
import { StaffPage } from '../pages/staff';
import { SuppliesPage } from '../pages/supplies';
import { SyncPage } from '../pages/sync';
import { TicketPage } from '../pages/ticket';
import { TicketsPage } from '../pages/tickets';
import { TransfersPage } from '../pages/transfers';
import { TrustPage } from '../pages/trust';
import { VolunteersPage } from '../pages/volunteers';
import { can, isHq, session } from '../session';

export interface Page {
  name: string;
  shown: () => boolean;
  render: (rest: string[]) => JSX.Element;
}

export const PAGES: Page[] = [
  { name: 'overview', shown: () => isHq.value, render: () => <OverviewPage /> },
  {
    name: 'reception',
    shown: () => can('POST /api/v1/households/search'),
    render: (rest) => <ReceptionPage rest={rest} />,
  },
  { name: 'transfers', shown: () => can('GET /api/v1/transfers'), render: () => <TransfersPage /> },
  {
    name: 'inquiries',
    shown: () => can('POST /api/v1/inquiries'),
    render: (rest) => <InquiriesPage id={rest[0]} />,
  },
  {
    name: 'duplicates',
    shown: () => isHq.value && can('GET /api/v1/hq/duplicates'),
    render: () => <DuplicatesPage />,
  },
  { name: 'supplies', shown: () => true, render: (rest) => <SuppliesPage place={rest[0]} /> },
  {
    name: 'place',
    shown: () => true,
    render: (rest) => <PlacePage place={rest[0]} view={rest[1]} />,
  },
  { name: 'staff', shown: () => can('GET /api/v1/staff'), render: () => <StaffPage /> },
  {
    name: 'volunteers',
    shown: () => can('GET /api/v1/volunteers'),
    render: (rest) => <VolunteersPage rest={rest} />,
  },
  {
    name: 'roll-call',
    shown: () => can('GET /api/v1/roll-calls'),
    render: (rest) => <RollCallPage rest={rest} />,
  },
  {
    name: 'handover',
    shown: () => can('GET /api/v1/handovers'),
    render: (rest) => <HandoverPage rest={rest} />,
  },
  { name: 'notices', shown: () => true, render: () => <NoticesPage /> },
  { name: 'reach', shown: () => can('GET /api/v1/reach'), render: () => <ReachPage /> },
  { name: 'layers', shown: () => true, render: (rest) => <LayersPage id={rest[0]} /> },
  { name: 'courier', shown: () => can('GET /api/v1/courier'), render: () => <CourierPage /> },
  { name: 'sync', shown: () => true, render: () => <SyncPage /> },
  {
    name: 'tickets',
    shown: () => isHq.value && can('GET /api/v1/hq/tickets'),
    render: () => <TicketsPage />,
  },
  {
    name: 'trust',
    shown: () => isHq.value && can('GET /api/v1/hq/trust'),
    render: () => <TrustPage />,
  },
  {
    name: 'ending',
    shown: () => isHq.value && can('POST /api/v1/ending/close'),
    render: () => <EndingPage />,
  },
  {
    name: 'ticket',
    shown: () => session.value?.node?.provisional === true && session.value.me?.role === 'manager',
    render: () => <TicketPage />,
  },
  {
    name: 'lookups',
    shown: () => can('GET /api/v1/lookups'),
    render: () => <LookupsPage />,
  },
  { name: 'accounts', shown: () => can('GET /api/v1/accounts'), render: () => <AccountsPage /> },
];
