import { comparePeriods, type PeriodKey, periodSpan } from '../calendar/period.ts';
import { compareQuarters, periodsOfQuarter, type Quarter, quarterLabel, quarterShown } from '../calendar/quarter.ts';
import { BUDGET_KINDS } from '../ledger/account.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, ledgerFigure, notApplicable, plain, type TraceRow } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Kept } from '../registers/register.ts';
import { ELIGIBLE_COSTS, GRANT_RECEIPTS, GRANT_TERMS, quarterOfCost, yearOfMoney } from './grant.ts';
import { type GrantClaim, listGrantClaims } from './grant-claim.store.ts';

/** What is received from sources and claimed from those that pay in arrears. Claims are of revenue. */
export const grantFigures: Figure[] = [
  {
    id: 'grant.received',
    label: 'Received',
    means: 'What funding sources paid to the office, by the day on which it came.',
    unit: 'pence',
    values: async (books, scopes) => {
      const receipts = await read(books, 'receipts', GRANT_RECEIPTS);
      return scopes.map((scope) => plain(scope, addUp(receivedWithin(receipts, scope).map(amountOf))));
    },
    trace: async (books, scope) =>
      receivedWithin(await read(books, 'receipts', GRANT_RECEIPTS), scope).map((kept) => ({
        label: `${kept.ref} from ${kept.answers.source}`,
        href: `${GRANT_RECEIPTS.path}/${kept.ref}`,
        day: String(kept.answers.received),
        value: amountOf(kept),
        marker: '',
      })),
  },
  {
    id: 'grant.eligible',
    label: 'Eligible cost',
    means: 'Additional cost that a source which is claimed in arrears may pay for, before its threshold and share.',
    unit: 'pence',
    values: async (books, scopes) => {
      const costs = await read(books, 'costs', ELIGIBLE_COSTS);
      const terms = await read(books, 'terms', GRANT_TERMS);
      return scopes.map((scope) =>
        isClaimed(terms, scope) ? plain(scope, addUp(costsWithin(costs, scope).map(amountOf))) : notApplicable(scope),
      );
    },
    trace: async (books, scope) =>
      costsWithin(await read(books, 'costs', ELIGIBLE_COSTS), scope).map((kept) => ({
        label: `${kept.ref}: ${kept.answers.cost}, ${quarterShown(quarterOfCost(kept.answers))}`,
        href: `${ELIGIBLE_COSTS.path}/${kept.ref}`,
        day: null,
        value: amountOf(kept),
        marker: '',
      })),
  },
  ofTerms({
    id: 'grant.threshold',
    label: 'Threshold',
    means: 'What a source that is claimed in arrears pays for begins above this.',
    unit: 'pence',
    of: ({ answers }) => Number(answers.threshold),
  }),
  ofTerms({
    id: 'grant.share',
    label: 'Share that is paid',
    means: 'Which share a source that is claimed in arrears pays of eligible cost above its threshold.',
    unit: 'percent',
    of: ({ answers }) => Number(answers.share),
  }),
  ofClaims({
    id: 'grant.claimable',
    label: 'Claimable to date',
    means: "The source's share of eligible cost above its threshold, to the nearest penny.",
    of: ({ claimable }) => claimable,
    trace: (account, { costs }) => [
      ...costs.map((kept) => ({
        label: `${kept.ref}, at ${account.share}%, less the threshold's share`,
        href: `${ELIGIBLE_COSTS.path}/${kept.ref}`,
        day: null,
        value: null,
        marker: '' as const,
      })),
      derived(
        `${account.share}% of ${formatPounds(account.eligible)} less ${formatPounds(account.threshold)}`,
        account.claimable,
      ),
    ],
  }),
  ofClaims({
    id: 'grant.claimed',
    label: 'Claimed to date',
    means: 'What was claimed with submitted returns, of each quarter the last of them.',
    of: ({ claims }) => addUp(claims.map(({ pence }) => pence)),
    trace: (_, { claims }) => claims.map(claimRow),
  }),
  ofClaims({
    id: 'grant.claimed-before',
    label: 'Claimed before',
    means: 'What was claimed with submitted returns for the quarters before the one that is asked about.',
    of: ({ before }) => addUp(before.map(({ pence }) => pence)),
    trace: (_, { before }) => before.map(claimRow),
  }),
  ofClaims({
    id: 'grant.claim',
    label: 'Claim for this quarter',
    means: 'What is claimable to date, less what was claimed for the quarters before.',
    of: ({ claimable, before }) => claimable - addUp(before.map(({ pence }) => pence)),
    trace: ({ claimable }, { before }) => [
      derived('Claimable to date', claimable),
      ...before.map((claim) => ({ ...claimRow(claim), value: -claim.pence })),
    ],
  }),
  ledgerFigure({
    id: 'grant.unused',
    label: 'Unspent',
    means: 'What a source gave, or was brought forward of it, that is not spent, carried forward or gone back.',
    filter: { accountKinds: BUDGET_KINDS },
  }),
];

const amountOf = ({ answers }: Kept): Pence => Number(answers.amount);

function read(books: Books, name: string, register: Parameters<typeof listRecords>[2]): Promise<Kept[]> {
  const { db, officeId, moment } = books;
  return books.once(`funds.grant-${name}`, () => listRecords(db, officeId, register, moment.seq));
}

function receivedWithin(receipts: readonly Kept[], { source, year, nature, through }: Scope): Kept[] {
  const upTo = through === undefined ? null : periodSpan(through).endsOn;
  return receipts.filter(
    ({ answers }) =>
      (source === undefined || answers.source === source) &&
      (year === undefined || yearOfMoney(answers) === year) &&
      (nature === undefined || answers.nature === nature) &&
      (upTo === null || String(answers.received) <= upTo),
  );
}

function costsWithin(costs: readonly Kept[], { source, year, through, quarter, cost }: Scope): Kept[] {
  return costs.filter(({ answers }) => {
    const of = quarterOfCost(answers);
    return (
      (source === undefined || answers.source === source) &&
      (year === undefined || of.year === year) &&
      (cost === undefined || answers.cost === cost) &&
      (quarter === undefined || compareQuarters(of, quarter) === 0) &&
      isThrough(of, through)
    );
  });
}

/** Whether a quarter has ended with a period. */
function isThrough(quarter: Quarter, through: PeriodKey | undefined): boolean {
  const last = periodsOfQuarter(quarter).at(-1);
  return through === undefined || last === undefined || comparePeriods(last, through) <= 0;
}

/** The terms of one source and year; a grant of capital is not claimed in arrears. */
function termsOf(terms: readonly Kept[], { source, year, nature }: Scope): Kept | undefined {
  if (nature === 'capital') return undefined;
  return terms.find(({ answers }) => answers.source === source && yearOfMoney(answers) === year);
}

/** Whether what is asked about is claimed in arrears; of all sources together, some may be. */
function isClaimed(terms: readonly Kept[], scope: Scope): boolean {
  return scope.source === undefined || termsOf(terms, scope) !== undefined;
}

/** A number that the terms of a source state for a year; [z] where the source is not claimed in arrears. */
function ofTerms(definition: Pick<Figure, 'id' | 'label' | 'means' | 'unit'> & { of(terms: Kept): number }): Figure {
  const { of, ...named } = definition;
  return {
    ...named,
    values: async (books, scopes) => {
      const terms = await read(books, 'terms', GRANT_TERMS);
      return scopes.map((scope) => {
        const found = termsOf(terms, scope);
        return found === undefined ? notApplicable(scope) : plain(scope, of(found));
      });
    },
    trace: async (books, scope) => {
      const found = termsOf(await read(books, 'terms', GRANT_TERMS), scope);
      if (found === undefined) return [];
      const href = `${GRANT_TERMS.path}/${found.ref}`;
      return [{ label: `Terms ${found.ref}`, href, day: null, value: of(found), marker: '' }];
    },
  };
}

/** What can be claimed from one source for a year, and how that comes about. */
interface ClaimAccount {
  eligible: Pence;
  threshold: Pence;
  share: number;
  claimable: Pence;
  claims: GrantClaim[];
  before: GrantClaim[];
}

/** A number that follows from the terms of a source, its eligible costs and what was claimed before. */
function ofClaims(
  definition: Pick<Figure, 'id' | 'label' | 'means'> & {
    of(account: ClaimAccount): Pence;
    trace(account: ClaimAccount, behind: { costs: Kept[]; claims: GrantClaim[]; before: GrantClaim[] }): TraceRow[];
  },
): Figure {
  const { of, trace, ...named } = definition;
  return {
    ...named,
    unit: 'pence',
    values: async (books, scopes) => {
      const found = await Promise.all(scopes.map((scope) => accountOf(books, scope)));
      return scopes.map((scope, index) => {
        const account = found[index];
        return account == null ? notApplicable(scope) : plain(scope, of(account));
      });
    },
    trace: async (books, scope) => {
      const account = await accountOf(books, scope);
      if (account === null) return [];
      const costs = costsWithin(await read(books, 'costs', ELIGIBLE_COSTS), scope);
      return trace(account, { costs, claims: account.claims, before: account.before });
    },
  };
}

async function accountOf(books: Books, scope: Scope): Promise<ClaimAccount | null> {
  const terms = termsOf(await read(books, 'terms', GRANT_TERMS), scope);
  if (terms === undefined) return null;
  const costs = await read(books, 'costs', ELIGIBLE_COSTS);
  const all = await books.once('funds.grant-claims', () => listGrantClaims(books.db, books.officeId, books.moment.seq));
  const claims = all.filter(
    (claim) =>
      claim.source === scope.source && claim.quarter.year === scope.year && isThrough(claim.quarter, scope.through),
  );
  const eligible = addUp(costsWithin(costs, scope).map(amountOf));
  const threshold = Number(terms.answers.threshold);
  const share = Number(terms.answers.share);
  return {
    eligible,
    threshold,
    share,
    claimable: shareOf(Math.max(0, eligible - threshold), share),
    claims,
    before: claims.filter(({ quarter }) => !endsWith(quarter, scope.through)),
  };
}

/** A share in per cent to the nearest penny, half a penny up. */
function shareOf(pence: Pence, percent: number): Pence {
  return Number((BigInt(pence) * BigInt(percent) + 50n) / 100n);
}

function endsWith(quarter: Quarter, through: PeriodKey | undefined): boolean {
  const last = periodsOfQuarter(quarter).at(-1);
  return through !== undefined && last !== undefined && comparePeriods(last, through) === 0;
}

function claimRow({ returnRef, draft, quarter, pence }: GrantClaim): TraceRow {
  return {
    label: `${returnRef}, ${quarterLabel(quarter)}`,
    href: `/returns/${returnRef}/${draft}`,
    day: null,
    value: pence,
    marker: '',
  };
}

function derived(label: string, value: Pence): TraceRow {
  return { label, href: null, day: null, value, marker: '' };
}
