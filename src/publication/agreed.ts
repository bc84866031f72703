import { type Day, formatShortDay } from '../calendar/day.ts';
import { listAgreements } from '../initiatives/agreements/agreement.store.ts';
import type { AGREEMENT_KINDS, Agreement } from '../initiatives/agreements/agreement.ts';
import { readConditions } from '../initiatives/agreements/condition.store.ts';
import type { Condition } from '../initiatives/agreements/condition.ts';
import { listVariations } from '../initiatives/agreements/variation.store.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { CsvCell } from '../platform/csv.ts';
import type { Asked } from './asked.ts';
import { type Payee, Payees } from './payee.ts';

/** What was agreed on one day: the agreement itself, or one of its variations with the terms as they then stood. */
export interface Agreed {
  agreement: Agreement;
  payee: Payee;
  /** 0 for the agreement as it was signed. */
  variation: number;
  day: Day;
  /** Null while no amount was published. */
  pence: Pence | null;
  endsOn: Day;
  purpose: string;
  conditions: string;
}

/** Everything agreed of one kind, with what was varied, as at a cut-off. */
export async function readAgreed({ db, office, cutoff }: Asked, kind: keyof typeof AGREEMENT_KINDS): Promise<Agreed[]> {
  const payees = await Payees.read(db, office.id);
  const variations = await listVariations(db, office.id, { upToSeq: cutoff.seq });
  const agreements = (await listAgreements(db, office.id, { upToSeq: cutoff.seq })).filter((of) => of.kind === kind);
  const all: Agreed[] = [];
  for (const agreement of agreements) {
    const own = variations.filter((of) => of.agreement === agreement.ref).toSorted((a, b) => a.number - b.number);
    const changes = own.map(({ years }) => addUp(years.map(({ pence }) => pence)));
    let pence = agreement.pence - addUp(changes);
    let { endsOn, purpose } = agreement.signed;
    const conditions = conditionsShown(await readConditions(db, office.id, agreement.ref, cutoff.seq), agreement);
    const payee = payees.numbered(agreement.organisationId);
    const said = (day: Day, variation: number) =>
      all.push({
        agreement,
        payee,
        variation,
        day,
        pence: agreement.amountPublished ? pence : null,
        endsOn,
        purpose,
        conditions,
      });
    said(agreement.signedOn, 0);
    for (const [index, variation] of own.entries()) {
      pence += changes[index] as Pence;
      endsOn = variation.endsOn ?? endsOn;
      purpose = variation.purpose ?? purpose;
      said(variation.agreedOn, variation.number);
    }
  }
  return all;
}

function conditionsShown(conditions: readonly Condition[], { conditions: more }: Agreement): string {
  const listed = conditions.map(({ label, detail }) => (detail === null ? label : `${label}: ${detail}`));
  return [...listed, ...(more === null ? [] : [more])].join('; ');
}

/** What stands once among all months: the agreement, or a variation of it. */
export function agreedKey({ agreement, variation }: Agreed): string {
  return variation === 0 ? agreement.ref : `${agreement.ref}~${variation}`;
}

/** An amount for a file; words where none was published, which is not £0. */
export function amountCell(pence: Pence | null): CsvCell {
  return pence === null ? 'Not published' : { amount: pence };
}

/** What it comes to and when it was agreed, for whoever looks through it. */
export function agreedFacts({ pence, day }: Pick<Agreed, 'pence' | 'day'>): string {
  return `${pence === null ? 'amount not published' : formatPounds(pence)}, ${formatShortDay(day)}`;
}
