import { formatDay } from '../calendar/day.ts';
import { INITIATIVE_FIELD } from '../initiatives/initiative-choices.ts';
import { refused } from '../platform/refusal.ts';
import type { Register } from '../registers/register.ts';
import { CPV_FIELD, demandCpv, PROCEDURE_FIELD } from './procurement.ts';
import { PUBLICATIONS } from './publications.ts';

/** Invitations to tender, from which contracts come. Those over £10,000 are published. */
export const TENDERS: Register = {
  code: 'tender',
  table: 'tender',
  path: '/tenders',
  prefix: 'T',
  title: 'Invitations to tender',
  one: 'invitation to tender',
  lede: [
    'What providers were invited to bid for. Invitations over £10,000 are published in the month in which they are issued.',
  ],
  empty: 'No invitation to tender has been recorded.',
  way: [PUBLICATIONS],
  acts: { read: 'publication.read', add: 'publication.tender', change: 'publication.tender' },
  fields: [
    INITIATIVE_FIELD,
    { name: 'title', label: 'Title', kind: 'text', list: true },
    {
      name: 'purpose',
      label: 'What is to be provided',
      kind: 'longText',
      hint: 'As the public will read it. Name nobody',
    },
    {
      name: 'estimate',
      label: 'Estimated value',
      kind: 'pounds',
      list: true,
      hint: 'Of the whole contract, without VAT',
    },
    { name: 'issued', label: 'Issued on', kind: 'day', past: true, list: true },
    { name: 'closes', label: 'Bids close on', heading: 'Closes', kind: 'day', list: true },
    PROCEDURE_FIELD,
    CPV_FIELD,
    { name: 'notice', label: 'Where it was advertised', kind: 'link', optional: true },
  ],
  name: ({ title }) => String(title),
  check({ issued, closes, cpv }) {
    demandCpv(cpv);
    if (String(closes) >= String(issued)) return;
    throw refused(
      'closes-before-issued',
      `It is issued on ${formatDay(String(issued))}, so bids cannot close before. Enter a later day.`,
      'closes-day',
    );
  },
};
