import { formatShortDay } from '../calendar/day.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { listRecords } from '../registers/register.store.ts';
import { csvOf } from './file.ts';
import type { Item } from './item.ts';
import type { PublicationKind } from './kind.ts';
import { PROCEDURES } from './procurement.ts';
import { TENDERS } from './tender.ts';

/** An invitation for a contract of more than this is published (Specified Information Order 2011, paragraph 4(b)). */
const THRESHOLD: Pence = 1_000_000;

const COLUMNS = [
  'Invitation',
  'Title',
  'Description',
  'EstimatedValue',
  'IssuedDate',
  'ClosingDate',
  'Procedure',
  'CPVCode',
  'Notice',
] as const;

/** Each invitation to tender for a contract that is expected to come to more than £10,000. */
export const tenderKind: PublicationKind = {
  code: 'tenders',
  title: 'Invitations to tender',
  says: 'Each invitation to tender for a contract expected to be worth more than £10,000: Specified Information Order 2011, paragraph 4(b).',
  async read({ db, office, cutoff }): Promise<Item[]> {
    const tenders = await listRecords(db, office.id, TENDERS, cutoff.seq);
    return tenders
      .filter(({ answers }) => Number(answers.estimate) > THRESHOLD)
      .map(({ ref, answers }): Item => {
        const said = (name: string) => (answers[name] ?? null) as string | null;
        return {
          key: ref,
          subject: 'tender',
          ref,
          name: String(answers.title),
          facts: `${formatPounds(Number(answers.estimate))}, ${formatShortDay(String(answers.issued))}`,
          href: `/tenders/${ref}`,
          day: String(answers.issued),
          file: 'invitations-to-tender',
          cells: {
            Invitation: ref,
            Title: said('title'),
            Description: said('purpose'),
            EstimatedValue: { amount: Number(answers.estimate) },
            IssuedDate: said('issued'),
            ClosingDate: said('closes'),
            Procedure: PROCEDURES.find(({ value }) => value === answers.procedure)?.text ?? null,
            CPVCode: said('cpv'),
            Notice: said('notice'),
          },
          texts: [
            { field: 'title', column: 'Title', label: 'Title' },
            { field: 'description', column: 'Description', label: 'Description' },
          ],
          fewChildren: false,
          fosters: false,
        };
      });
  },
  files: async (items) => [
    csvOf({ name: 'invitations-to-tender', title: 'Invitations to tender', columns: COLUMNS }, items),
  ],
};
