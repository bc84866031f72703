import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Books, type Figure, plain, signed, type TraceRow, type Value } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import { figureHref } from '../../ledger/shown-figure.ts';
import type { Pence } from '../../money/pence.ts';
import { dueBackOf, inHandOf, meantAgreements, meantByReport, paidOf, paidRows, usedOf, usedRows } from './in-hand.ts';
import { listPayables } from './payable.store.ts';
import type { Payable } from './payable.ts';

/** A figure that is known of each agreement whose provider reports, and is the sum of theirs. */
function byAgreement(
  named: Pick<Figure, 'id' | 'label' | 'means'>,
  of: (books: Books, agreement: Agreement) => Promise<Pence>,
  rows: (books: Books, agreement: Agreement) => Promise<TraceRow[]>,
): Figure {
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope): Promise<Value> => {
          const { reporting, silent } = await meantByReport(books, scope);
          const paid: Agreement[] = [];
          for (const agreement of silent) if ((await paidOf(books, agreement.ref)) !== 0) paid.push(agreement);
          const leavesOut = paid.map(({ ref }) => `${ref} (its provider reports no use)`);
          if (reporting.length === 0 && paid.length > 0) return { scope, value: null, marker: 'x', leavesOut };
          const parts: Pence[] = [];
          for (const agreement of reporting) parts.push(await of(books, agreement));
          return { ...plain(scope, addUp(parts)), leavesOut };
        }),
      ),
    async trace(books, scope) {
      const found: TraceRow[] = [];
      for (const agreement of (await meantByReport(books, scope)).reporting)
        found.push(...(await rows(books, agreement)));
      return found;
    },
  };
}

async function payablesOf(books: Books, scope: Scope): Promise<Payable[]> {
  const { db, officeId, moment, once } = books;
  const payables = await once('spend.payables', () => listPayables(db, officeId, { moment }));
  const meant = new Set((await meantAgreements(books, scope)).map(({ ref }) => ref));
  return payables.filter(({ claim, open }) => meant.has(claim.agreement) && open !== 0);
}

/** What providers were paid, what they used of it, what they hold, what must come back, and what is still to be paid. */
export const advanceFigures: Figure[] = [
  byAgreement(
    {
      id: 'agreement.paid',
      label: 'Paid to providers',
      means:
        'What providers that report their use were paid under agreements: approved spend and payments in advance, less refunds, credits and reversals. Accruals are spend that nobody was paid, so they are no part of it.',
    },
    (books, { ref }) => paidOf(books, ref),
    (books, { ref }) => paidRows(books, ref),
  ),
  byAgreement(
    {
      id: 'agreement.used',
      label: 'Used by providers',
      means: 'What providers spent, by their claims and statements of use that were approved and not taken back.',
    },
    (books, { ref }) => usedOf(books, ref),
    (books, { ref }) => usedRows(books, ref, 1),
  ),
  byAgreement(
    {
      id: 'agreement.in-hand',
      label: 'In hand with providers',
      means:
        'What providers were paid less what they used: what they hold unspent. Below zero they have spent more than they were paid, and it is owed to them.',
    },
    (books, { ref }) => inHandOf(books, ref),
    async (books, { ref }) => [...(await paidRows(books, ref)), ...(await usedRows(books, ref, -1))],
  ),
  byAgreement(
    {
      id: 'agreement.due-back',
      label: 'Due back from providers',
      means:
        'What providers hold in hand under agreements whose unspent money must be returned and that ended before the current period began. A refund lowers it once it is approved, since it is then in hand no more. What is owed to one provider never lowers what another must return.',
    },
    dueBackOf,
    async (books, agreement) => {
      const pence = await dueBackOf(books, agreement);
      if (pence === 0) return [];
      const { ref, endsOn } = agreement;
      const href = figureHref('agreement.in-hand', { agreement: ref });
      return [{ label: `${ref} ended with this in hand`, href, day: endsOn, value: pence, marker: '' }];
    },
  ),
  {
    id: 'payable.open',
    label: 'Still to be paid on claims',
    means:
      'What was approved on claims for payment and not taken back, less what approved ledger lines have paid of it. A line that is returned or reversed pays nothing.',
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await payablesOf(books, scope)).map(({ open }) => open)))),
      ),
    trace: async (books, scope) => (await payablesOf(books, scope)).flatMap(payableRows),
  },
];

function payableRows({ ref, claim, pence, dueOn, settlements }: Payable): TraceRow[] {
  const paid = settlements.filter(({ status }) => status === 'approved');
  return [
    { label: `${ref} on claim ${claim.ref}`, href: `/payables/${ref}`, day: dueOn, value: pence, marker: '' },
    ...paid.map(
      (settlement): TraceRow => ({
        label: `${settlement.spend} pays ${ref}`,
        href: `/spend/${settlement.spend}`,
        day: null,
        value: signed(settlement.pence, -1),
        marker: '',
      }),
    ),
  ];
}
