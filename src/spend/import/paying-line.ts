import { yearShown } from '../../calendar/financial-year.ts';
import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { yearsShown } from '../../initiatives/agreements/agreement.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { listPayables } from '../claims/payable.store.ts';
import type { Payable } from '../claims/payable.ts';
import type { Fault } from './read/line.ts';
import type { KeyedLine } from './read/whole-file.ts';

/** What a line of a file pays: the payable that it names as its reference, under that one's agreement. */
export interface Paying {
  payable: string;
  agreement: string;
}

const PAYABLE = /^PY-/;

/**
 * Which lines pay a claim, by their keys, and what is wrong with those that say so: a payable that there is not, of
 * another initiative or of a year that its agreement binds no money of, or more than is left to pay, counting the lines
 * of the file before it.
 */
export async function readPaying(
  db: Db,
  officeId: number,
  lines: readonly KeyedLine[],
  { initiative, year }: { initiative: string; year: number },
): Promise<{ pays: Map<string, Paying>; faults: Fault[] }> {
  const naming = lines.filter(({ reference }) => reference !== null && PAYABLE.test(reference));
  const pays = new Map<string, Paying>();
  const faults: Fault[] = [];
  if (naming.length === 0) return { pays, faults };
  const payables = new Map((await listPayables(db, officeId)).map((payable) => [payable.ref, payable]));
  const agreements = new Map((await listAgreements(db, officeId)).map((agreement) => [agreement.ref, agreement]));
  const free = new Map<string, Pence>([...payables.values()].map((payable) => [payable.ref, payable.free]));
  for (const line of naming) {
    const ref = line.reference as string;
    const payable = payables.get(ref);
    const agreement = agreements.get(payable?.claim.agreement ?? '');
    const reason =
      payable === undefined || agreement === undefined
        ? `There is no payable ${ref}. Give one of those on the page To be paid, or leave it empty.`
        : agreement.initiative !== initiative
          ? `${ref} is owed under ${agreement.ref} of ${agreement.initiative}, and these lines are of ${initiative}. Import it there.`
          : agreement.nature !== 'revenue' || !agreement.boundYears.includes(year)
            ? `${ref} is owed under ${agreement.ref}, which binds ${agreement.nature} money of ${yearsShown(agreement.boundYears)}, none of ${yearShown(year)}. Enter that spend by hand.`
            : tooMuch(line, payable, free.get(ref) ?? 0);
    if (reason !== null) {
      faults.push({ row: line.row, column: 'reference', value: ref, reason });
      continue;
    }
    free.set(ref, (free.get(ref) ?? 0) - line.pence);
    pays.set(line.key, { payable: ref, agreement: (payable as Payable).claim.agreement });
  }
  return { pays, faults };
}

function tooMuch({ pence }: KeyedLine, { ref }: Payable, free: Pence): string | null {
  if (pence < 0) return `A credit pays nothing, and this one names ${ref}. Leave the reference empty.`;
  if (pence <= free) return null;
  return `Of ${ref}, ${formatPounds(free)} is left to pay, and the line is of ${formatPounds(pence)}. Correct it at its source.`;
}
