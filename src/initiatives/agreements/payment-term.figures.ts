import type { Day } from '../../calendar/day.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Books, Figure, TraceRow, Value } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import { dayOfMoment, findOffice } from '../../people/office.store.ts';
import { listAgreements } from './agreement.store.ts';
import type { Agreement } from './agreement.ts';
import { readPayments } from './payment-term.store.ts';
import { type Instalment, isScheduled, type Payment } from './payment-term.ts';

/** What the schedules of payments provide for: in all, and up to the day. */
export const paymentFigures: Figure[] = [
  scheduleFigure({
    id: 'agreement.scheduled',
    label: 'Payments scheduled',
    means: 'What the schedules of payments of agreements provide for in all, with what is held back until the end.',
    counts: () => true,
  }),
  scheduleFigure({
    id: 'agreement.due-to-date',
    label: 'Due so far',
    means:
      'What the schedules of payments of agreements provide for up to the day of the moment that is asked about. What ' +
      'is paid is spend; a milestone without a day is not counted.',
    counts: ({ dueOn }, day) => dueOn !== null && dueOn <= day,
  }),
];

interface Known {
  agreements: Agreement[];
  payments: Map<string, Payment>;
  day: Day;
}

/** A total of the payments in the schedules in force that count on the day. */
function scheduleFigure(definition: {
  id: string;
  label: string;
  means: string;
  counts: (instalment: Instalment, day: Day) => boolean;
}): Figure {
  const { counts, ...named } = definition;
  return {
    ...named,
    unit: 'pence',
    async values(books, scopes) {
      const known = await readKnown(books);
      return scopes.map((scope) => scheduledIn(scope, known, counts));
    },
    async trace(books, scope) {
      const known = await readKnown(books);
      return agreedIn(scope, known).flatMap((agreement) => traceOf(agreement, known, counts));
    },
  };
}

function readKnown(books: Books): Promise<Known> {
  return books.once('initiatives.payments', async () => {
    const { db, officeId, moment } = books;
    const upToSeq = moment.seq;
    return {
      agreements: await listAgreements(db, officeId, { upToSeq }),
      payments: await readPayments(db, officeId, { upToSeq }),
      day: dayOfMoment(await findOffice(db, officeId), moment),
    };
  });
}

function agreedIn({ fund, initiative, agreement }: Scope, { agreements }: Known): Agreement[] {
  return agreements.filter(
    (of) =>
      (fund === undefined || of.fund === fund) &&
      (initiative === undefined || of.initiative === initiative) &&
      (agreement === undefined || of.ref === agreement),
  );
}

/** Nothing is scheduled where all is paid on claim or by result: then there is no amount, not one of £0.00. */
function scheduledIn(scope: Scope, known: Known, counts: (instalment: Instalment, day: Day) => boolean): Value {
  const agreed = agreedIn(scope, known);
  const leavesOut = agreed.flatMap((agreement) => unscheduled(agreement, known.payments.get(agreement.ref)));
  if (leavesOut.length === agreed.length) return { scope, value: null, marker: 'z', leavesOut: [] };
  const counted = agreed.flatMap(({ ref }) => known.payments.get(ref)?.schedule ?? []);
  const value = addUp(counted.filter((instalment) => counts(instalment, known.day)).map(({ pence }) => pence));
  return { scope, value, marker: '', leavesOut };
}

function unscheduled({ ref, amountPublished }: Agreement, payment: Payment | undefined): string[] {
  if (!amountPublished) return [`${ref} (amount not published)`];
  if (payment === undefined) return [`${ref} (how it is paid is not recorded)`];
  return isScheduled(payment.shape) ? [] : [`${ref} (paid on claim or by result)`];
}

function traceOf(
  { ref }: Agreement,
  { payments, day }: Known,
  counts: (instalment: Instalment, day: Day) => boolean,
): TraceRow[] {
  const schedule = payments.get(ref)?.schedule ?? [];
  return schedule
    .filter((instalment) => counts(instalment, day))
    .map((instalment) => ({
      label: `${ref}: ${instalmentShown(instalment)}`,
      href: `/agreements/${ref}`,
      day: instalment.dueOn,
      value: instalment.pence,
      marker: '',
    }));
}

/** A payment of a schedule in words. */
export function instalmentShown({ number, milestone, isRetention }: Instalment): string {
  if (isRetention) return 'Held back until the end';
  return milestone ?? `Instalment ${number}`;
}
