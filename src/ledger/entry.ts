import type { Day } from '../calendar/day.ts';
import type { PeriodKey } from '../calendar/period.ts';
import type { Pence } from '../money/pence.ts';
import type { Account, AccountKind } from './account.ts';

export type EntryKind =
  | 'award'
  | 'allocate'
  | 'budget'
  | 'budget-revision'
  | 'commit'
  | 'spend'
  | 'unmatched-credit'
  | 'refund'
  | 'reversal'
  | 'release'
  | 'accrual'
  | 'accrual-reversal'
  | 'prepayment'
  | 'prepayment-release'
  | 'adjustment'
  | 'adjustment-credit'
  | 'virement'
  | 'carry-out'
  | 'carry-in'
  | 'lapse';

const PURSES: AccountKind[] = ['agreement', 'initiative'];
const HELD: AccountKind[] = ['unallocated', 'allocation', 'initiative'];
const YEAR_ENDS: AccountKind[] = ['carried', 'reserve'];

/** The way each kind of entry moves money. A reversal goes the named entry's way back; a refund, back out of spent. */
const WAYS: Record<Exclude<EntryKind, 'reversal' | 'virement'>, [from: AccountKind[], to: AccountKind[]]> = {
  award: [['source'], ['unallocated']],
  allocate: [['unallocated'], ['allocation']],
  budget: [['allocation'], ['initiative']],
  'budget-revision': [
    ['allocation', 'initiative'],
    ['initiative', 'allocation'],
  ],
  commit: [['initiative'], ['agreement']],
  spend: [PURSES, ['spent']],
  'unmatched-credit': [['spent'], ['initiative']],
  refund: [['spent'], PURSES],
  release: [['agreement'], ['initiative']],
  accrual: [PURSES, ['spent']],
  'accrual-reversal': [['spent'], PURSES],
  prepayment: [PURSES, ['prepaid']],
  'prepayment-release': [['prepaid', ...PURSES], ['spent']],
  adjustment: [PURSES, ['spent']],
  'adjustment-credit': [['spent'], PURSES],
  'carry-out': [HELD, YEAR_ENDS],
  'carry-in': [YEAR_ENDS, HELD],
  lapse: [HELD, ['source']],
};

/** Whether this kind of entry may go from the one account to the other. */
export function isLegalWay(kind: EntryKind, from: AccountKind, to: AccountKind): boolean {
  if (kind === 'reversal') return true;
  if (kind === 'virement') return from === to && (from === 'allocation' || from === 'initiative');
  const way = Object.hasOwn(WAYS, kind) ? WAYS[kind] : undefined;
  return way?.[0].includes(from) === true && way[1].includes(to);
}

/** Why an account was let below zero: a budget decision by override, or real spend that had happened. */
export interface Excess {
  kind: 'override' | 'overspend';
  reasonWords: string;
}

/** An entry to be posted: an amount in pence, always positive, from one account to another. */
export interface NewEntry {
  kind: EntryKind;
  from: Account;
  to: Account;
  pence: Pence;
  happenedOn: Day;
  period: PeriodKey;
  place?: string;
  category?: string;
  decisionRef?: string;
  spendRef?: string;
  batchRef?: string;
  corrects?: number;
  /** Of a reversal: that it takes back less than the whole, since what it takes back is posted anew. */
  partly?: true;
  /** The entry that this one is posted anew for, with another coding. */
  recodes?: number;
  /** The closed period that the entry restates, while it is posted in an open one. */
  concerns?: PeriodKey;
  excess?: Excess;
  /** Why, for an entry that needs a reason of its own, such as a release. */
  reasonWords?: string;
}

/** An entry as it stands in the books, with the names of its accounts. */
export interface Entry {
  id: number;
  kind: EntryKind;
  from: Account;
  to: Account;
  pence: Pence;
  happenedOn: Day;
  year: number;
  period: number;
  place: string;
  category: string;
  decisionRef: string | null;
  spendRef: string | null;
  batchRef: string | null;
  corrects: number | null;
  excess: 'override' | 'overspend' | null;
  seq: number;
  /** The reference of what it corrects or was posted anew for, where that was asked (`withOriginals`). */
  original?: string | null;
}
