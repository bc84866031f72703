import { quarterOf } from '../calendar/financial-year.ts';
import { comparePeriods } from '../calendar/period.ts';
import type { Account } from '../ledger/account.ts';
import { addUp, totalsByAccount } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, plain, type TraceRow } from '../ledger/figure.ts';
import type { Period } from '../ledger/period.ts';
import { oneYear, type Scope } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { CURRENT_BUDGET } from './budget.ts';
import { listProfiles } from './profile.store.ts';
import { type BudgetProfile, monthsOf, type ProfileMethod, profileShares } from './profile.ts';

/**
 * One account's part of its initiative's profile: a share for each month of its year, in pence. An initiative of
 * several sources or allocations has several; added up they are the initiative's own shares, to the penny.
 */
interface ProfilePart {
  account: Account;
  method: ProfileMethod;
  months: Period[];
  shares: Pence[];
}

/** What each initiative was meant to have spent by then. */
export const profileFigures: Figure[] = [
  {
    id: 'budget.profile',
    label: 'Profile to date',
    means:
      "The current budget spread over the months of its year by the initiative's profile, evenly where none was set: up to and with the period named, or in the period or quarter named.",
    unit: 'pence',
    async values(books, scopes) {
      const parts = await profileParts(books, oneYear(scopes));
      return scopes.map((scope) =>
        isTooNarrow(scope)
          ? notApplicable(scope)
          : plain(scope, addUp(sharesMeant(parts, scope).map(({ pence }) => pence))),
      );
    },
    async trace(books, scope) {
      return isTooNarrow(scope) ? [] : traceRows(sharesMeant(await profileParts(books, scope.year), scope));
    },
  },
];

/** A budget is of no place, category or agreement, so none of them has a profile. */
function isTooNarrow({ place, category, agreement }: Scope): boolean {
  return [place, category, agreement].some((part) => part !== undefined);
}

/** Every part of a year, or of all, by its initiative; spread once for all that ask the same books. */
function profileParts(books: Books, year: number | undefined): Promise<Map<string, ProfilePart[]>> {
  return books.once(`initiatives.profiles ${year ?? ''}`, async () => {
    const profiles = await listProfiles(books.db, books.officeId, { year, upToSeq: books.moment.seq });
    const latest = new Map(profiles.map((profile) => [profileKey(profile), profile]));
    const cells = await books.cells(year);
    const budgets = totalsByAccount(cells, CURRENT_BUDGET);
    const accounts = new Map(cells.map(({ account }) => [account.id, account]));
    const groups = new Map<string, Account[]>();
    for (const id of [...budgets.keys()].toSorted((a, b) => a - b)) {
      const account = accounts.get(id) as Account;
      groups.set(profileKey(account), [...(groups.get(profileKey(account)) ?? []), account]);
    }
    const periods = await books.periods();
    const parts = new Map<string, ProfilePart[]>();
    for (const [key, group] of groups) {
      const { initiative, year } = group[0] as Account;
      const spread = spreadParts(group, budgets, monthsOf(periods, year), latest.get(key));
      parts.set(initiative, [...(parts.get(initiative) ?? []), ...spread]);
    }
    return parts;
  });
}

function profileKey({ initiative, year }: Pick<BudgetProfile, 'initiative' | 'year'>): string {
  return `${year} ${initiative}`;
}

/**
 * Spreads each account's budget so that the parts add up to the initiative's shares: an account's share of a month is
 * what the accounts up to and with it have there together, less what those before it have. Accounts count in the
 * order in which they were opened.
 */
function spreadParts(
  accounts: readonly Account[],
  budgets: ReadonlyMap<number, Pence>,
  months: Period[],
  profile: BudgetProfile | undefined,
): ProfilePart[] {
  let budget = 0;
  let before: Pence[] = months.map(() => 0);
  return accounts.map((account) => {
    budget = addUp([budget, budgets.get(account.id) ?? 0]);
    const together = profileShares(budget, months, profile);
    const shares = together.map((share, index) => share - (before[index] as Pence));
    before = together;
    return { account, method: profile?.method ?? 'even', months, shares };
  });
}

interface ShareMeant {
  part: ProfilePart;
  month: Period;
  pence: Pence;
}

function sharesMeant(parts: ReadonlyMap<string, ProfilePart[]>, scope: Scope): ShareMeant[] {
  const asked = scope.initiative === undefined ? [...parts.values()].flat() : (parts.get(scope.initiative) ?? []);
  return asked
    .filter(({ account }) => isMeantAccount(account, scope))
    .flatMap((part) =>
      part.months
        .map((month, index) => ({ part, month, pence: part.shares[index] as Pence }))
        .filter(({ month, pence }) => pence !== 0 && isMeantMonth(month, scope)),
    );
}

function isMeantAccount(account: Account, { fund, source, allocation, nature, year }: Scope): boolean {
  return (
    (fund === undefined || account.fund === fund) &&
    (source === undefined || account.source === source) &&
    (allocation === undefined || account.allocation === allocation) &&
    (nature === undefined || account.nature === nature) &&
    (year === undefined || account.year === year)
  );
}

function isMeantMonth(month: Period, { through, period, quarter }: Scope): boolean {
  return (
    (through === undefined || comparePeriods(month, through) <= 0) &&
    (period === undefined || comparePeriods(month, period) === 0) &&
    (quarter === undefined || (month.year === quarter.year && quarterOf(month.number) === quarter.quarter))
  );
}

const METHODS: Record<ProfileMethod, string> = { even: 'evenly', hand: 'by hand', pattern: 'by a pattern' };

/** One row for each initiative and month, its parts together. */
function traceRows(shares: readonly ShareMeant[]): TraceRow[] {
  const groups = new Map<string, ShareMeant[]>();
  for (const share of shares) {
    const { initiative } = share.part.account;
    const key = `${initiative} ${share.month.year} ${share.month.number}`;
    groups.set(key, [...(groups.get(key) ?? []), share]);
  }
  return [...groups.values()].map((group) => {
    const [{ part, month }] = group as [ShareMeant];
    const { initiative } = part.account;
    return {
      label: `${initiative}, share of period ${month.number}, spread ${METHODS[part.method]}`,
      href: `/initiatives/${initiative}`,
      day: month.endsOn,
      value: addUp(group.map(({ pence }) => pence)),
      marker: '',
    };
  });
}
