import { counted } from '../platform/count.ts';
import { agreedFacts, agreedKey, amountCell, readAgreed } from './agreed.ts';
import { csvOf } from './file.ts';
import type { Item } from './item.ts';
import type { PublicationKind } from './kind.ts';

const COLUMNS = [
  'Grant',
  'Change',
  'Date',
  'Recipient',
  'RecipientIdentifier',
  'Amount',
  'StartDate',
  'EndDate',
  'Purpose',
  'Conditions',
  'CrimeReductionReasons',
] as const;

/** The texts of a grant that a person may keep back; the same fields in every file that prints them. */
export const GRANT_TEXTS = {
  recipient: { field: 'recipient', label: 'Recipient' },
  purpose: { field: 'purpose', label: 'Purpose' },
  conditions: { field: 'conditions', label: 'Conditions' },
  reasons: { field: 'reasons', label: 'Crime reduction' },
} as const;

/** Each crime and disorder reduction grant, whatever its size, with what was varied of it. */
export const grantKind: PublicationKind = {
  code: 'grants',
  title: 'Grants',
  says: 'Each crime and disorder reduction grant, whatever its size: who received it, for what, on which conditions, and why it reduces crime and disorder. Specified Information Order 2011, paragraph 3(f).',
  async read(asked): Promise<Item[]> {
    return (await readAgreed(asked, 'grant')).map((agreed): Item => {
      const { agreement, payee, variation, day } = agreed;
      return {
        key: agreedKey(agreed),
        subject: 'agreement',
        ref: agreement.ref,
        name: payee.name,
        facts: agreedFacts(agreed),
        href: `/agreements/${agreement.ref}`,
        day,
        file: 'grants',
        cells: {
          Grant: agreement.ref,
          Change: variation === 0 ? 'Grant made' : `Varied (${variation})`,
          Date: day,
          Recipient: payee.name,
          RecipientIdentifier: payee.identifier,
          Amount: amountCell(agreed.pence),
          StartDate: agreement.startsOn,
          EndDate: agreed.endsOn,
          Purpose: agreed.purpose,
          Conditions: agreed.conditions,
          CrimeReductionReasons: agreement.crimeReduction,
        },
        texts: [
          { ...GRANT_TEXTS.recipient, column: 'Recipient', beside: ['RecipientIdentifier'] },
          { ...GRANT_TEXTS.purpose, column: 'Purpose' },
          { ...GRANT_TEXTS.conditions, column: 'Conditions' },
          { ...GRANT_TEXTS.reasons, column: 'CrimeReductionReasons' },
        ],
        fewChildren: false,
        fosters: false,
      };
    });
  },
  files: async (items) => [csvOf({ name: 'grants', title: 'Grants', columns: COLUMNS }, items)],
  warn(items) {
    const bare = items.filter(({ cells }) => cells.Conditions === '').length;
    return bare === 0
      ? []
      : [`Of ${counted(bare, 'grant', 'grants')} no conditions are recorded; the Order has them published.`];
  },
};
