import { formatShortDay } from '../../calendar/day.ts';
import { SUBJECTS } from '../../partners/contact.ts';
import { dataReturnState, quarterName } from '../../partners/data-return.ts';
import {
  ALL_SUBJECTS,
  agreementsOf,
  countReturns,
  holdersOn,
  lastEndedQuarter,
  type Partnership,
  readPartnership,
  vacancyInQuarter,
} from '../../partners/partnership.ts';
import { readPartyChoices } from '../../partners/party.ts';
import { DISTRICTS } from '../../partners/place.ts';
import { sharingState } from '../../partners/sharing-agreement.ts';
import { formatCount } from '../../platform/count.ts';
import { type Block, type Cell, numeric, rated, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection, type Source } from '../section.ts';

/** Whether each district has its contacts, and whether what was agreed on sharing information is kept. */
export const CONTACTS: PackSection = {
  code: 'contacts',
  title: 'Contacts and information sharing',
  owners: OWNERS.coordinator,
  placing: 'body',
  prepare: async (source) => {
    const partnership = await readPartnership(source.db, source.officeId, source.upToSeq);
    const names = new Map((await readPartyChoices(source.db, source.officeId)).map(({ value, text }) => [value, text]));
    return { blocks: () => [districts(partnership, source), ...overdue(partnership, source, names)] };
  },
};

function districts(partnership: Partnership, { today }: Source): Block {
  const quarter = lastEndedQuarter(today);
  const contact = (district: string, subject: (typeof ALL_SUBJECTS)[number]): Cell =>
    holdersOn(partnership, district, subject, today).length > 0 ? words('Named') : rated('Vacant', 'red');
  return table(
    `Contacts on ${formatShortDay(today)}; days without one and returns of data in ${quarterName(quarter)}`,
    [
      text('District'),
      ...ALL_SUBJECTS.flatMap((subject) => [text(`Contact, ${SUBJECTS[subject]}`), numeric('Days vacant')]),
      numeric('Agreements in force'),
      numeric('Returns on time'),
    ],
    DISTRICTS.map(({ code, name }) => {
      const inForce = agreementsOf(partnership, code).filter(({ answers }) => sharingState(answers, today) !== 'ended');
      const { due, onTime } = countReturns(partnership, code, quarter, today);
      return [
        words(name),
        ...ALL_SUBJECTS.flatMap((subject) => [
          contact(code, subject),
          words(daysShown(vacancyInQuarter(partnership, { district: code, subject }, quarter, today))),
        ]),
        words(formatCount(inForce.length)),
        words(due === 0 ? '[z]' : `${onTime} of ${due}`),
      ];
    }),
    ['A day counts as vacant from the first day on which any district had a contact for the subject.'],
  );
}

function daysShown(days: number | null): string {
  return days === null ? '[z]' : formatCount(days);
}

function overdue(partnership: Partnership, { today }: Source, names: ReadonlyMap<string, string>): Block[] {
  const rows = [
    ...partnership.agreements
      .filter(({ answers }) => sharingState(answers, today) === 'overdue')
      .map(({ ref, answers }) => [
        words(`${ref} ${answers.title}`),
        words('Review of the agreement'),
        words(formatShortDay(String(answers.reviewDue))),
      ]),
    ...partnership.returns
      .filter(({ answers }) => dataReturnState(answers, today).state === 'overdue')
      .map(({ ref, answers }) => [
        words(`${ref} ${answers.what}`),
        words(`Return from ${names.get(String(answers.sender)) ?? answers.sender}`),
        words(formatShortDay(String(answers.due))),
      ]),
  ];
  if (rows.length === 0)
    return [{ kind: 'words', paragraphs: ['No review of an agreement and no return is overdue.'] }];
  return [table('Overdue', [text('What'), text('What is owed'), text('Was due')], rows)];
}
