import { readOrganisationChoices } from '../partners/party.ts';
import { refused } from '../platform/refusal.ts';
import { tagged } from '../platform/table.ts';
import { type Answers, valuesOf } from '../registers/field.ts';
import { findRecord } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { ASKED_STATES, type AskedState, MONEY_ASKED } from './decision-asked.ts';
import { PAPERS, readPaperChoices } from './paper.ts';

/**
 * What papers ask the group to recommend. Refused by name: `no-amount` and `amount` where money and amount do not fit,
 * `said` once a meeting has answered it.
 */
export const DECISIONS_ASKED: Register = {
  code: 'decision-asked',
  table: 'decision_asked',
  path: '/decisions-asked',
  prefix: 'DA',
  title: 'Decisions asked',
  one: 'decision asked',
  lede: ['What papers ask for: PEG recommends, the Commissioner decides, and what is decided is enacted.'],
  empty: 'No paper asks for a decision.',
  way: [{ text: 'Meetings', href: '/meetings' }],
  acts: { read: 'paper.read', add: 'paper.enter', change: 'paper.enter' },
  fields: [
    {
      name: 'paper',
      label: 'Paper',
      kind: 'choice',
      choices: readPaperChoices,
      href: (ref) => `${PAPERS.path}/${ref}`,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'title', label: 'Title', kind: 'text', list: true },
    { name: 'asked', label: 'What the group is asked to recommend', heading: 'Asked', kind: 'longText' },
    {
      name: 'money',
      label: 'Money',
      kind: 'choice',
      choices: Object.entries(MONEY_ASKED).map(([value, text]) => ({ value, text })),
      radios: true,
      list: true,
    },
    { name: 'amount', label: 'Amount', kind: 'pounds', optional: true, list: true },
    {
      name: 'gains',
      label: 'Bodies that would gain',
      kind: 'several',
      choices: readOrganisationChoices,
      optional: true,
      hint: 'Members of these bodies are asked to declare it',
    },
    {
      name: 'standing',
      label: 'Standing',
      kind: 'choice',
      choices: [
        { value: 'stands', text: 'Stands' },
        { value: 'withdrawn', text: 'Withdrawn' },
      ],
      radios: true,
    },
  ],
  derived: [
    {
      heading: 'Where it stands',
      cell: ({ answers, beside }) =>
        answers.standing === 'withdrawn'
          ? tagged({ text: 'Withdrawn', classes: 'govuk-tag--grey' })
          : tagged(ASKED_STATES[(beside?.state ?? 'asked') as AskedState]),
    },
  ],
  narrow: [
    {
      name: 'state',
      label: 'Where it stands',
      choices: Object.entries(ASKED_STATES).map(([value, { text }]) => ({ value, text })),
      of: ({ answers, beside }) => (answers.standing === 'withdrawn' ? [] : [String(beside?.state ?? 'asked')]),
    },
  ],
  name: ({ title }) => String(title),
  reads: ({ person, may }, { beside }) =>
    may('paper.read-all') || beside?.readers === 'everybody' || valuesOf(beside?.readers).includes(String(person.id)),
  check: ({ money, amount }) => {
    if (money !== 'none' && !(Number(amount) > 0)) {
      throw refused('no-amount', 'Enter the amount that is asked for, or choose that no money is.', 'amount');
    }
    if (money === 'none' && amount !== null) {
      throw refused('amount', 'Choose what the money is for, or leave the amount empty.', 'money');
    }
  },
  checkKept: async ({ trx, doer }, answers: Answers, before) => {
    await findRecord(trx, doer.officeId, PAPERS, String(answers.paper));
    if (before === null) return;
    const said = await trx('asked_outcome').where({ office_id: doer.officeId, asked_ref: before.ref }).first('id');
    const ruled = await trx('asked_ruling').where({ office_id: doer.officeId, asked_ref: before.ref }).first('id');
    if (said === undefined && ruled === undefined) return;
    throw refused('said', `${before.ref} has been answered as it stands. Ask anew in a paper of a later meeting.`);
  },
  order: (a, b) => b.ref.localeCompare(a.ref),
};
