import { yearLabel, yearShown } from '../calendar/financial-year.ts';

/**
 * `prepaid` is paid and not yet served; `carried` and `reserve` are where money leaves one year and enters the next.
 */
export type AccountKind =
  | 'source'
  | 'unallocated'
  | 'allocation'
  | 'initiative'
  | 'agreement'
  | 'prepaid'
  | 'spent'
  | 'carried'
  | 'reserve';
export type Nature = 'revenue' | 'capital';

/** Where money of one source, financial year and nature stands. References are '' where they do not apply. */
export interface Account {
  id: number;
  fund: string;
  name: string;
  kind: AccountKind;
  source: string;
  year: number;
  nature: Nature;
  allocation: string;
  initiative: string;
  agreement: string;
}

/** What an account is for, before it exists: the same shape always names the same account. */
export type AccountPlan = Omit<Account, 'id' | 'name'>;

/** Accounts that hold a budget: they go below zero only by a recorded override or overspend. */
export const BUDGET_KINDS: readonly AccountKind[] = ['unallocated', 'allocation', 'initiative', 'agreement', 'prepaid'];

/** The name used here and in the journal, such as `CSE:PCC:2014-15:revenue:initiative:I-01`. */
export function accountName(plan: AccountPlan): string {
  const stem = `${plan.fund}:${plan.source}:${yearLabel(plan.year)}:${plan.nature}:${plan.kind}`;
  if (['source', 'unallocated', 'carried', 'reserve'].includes(plan.kind)) return stem;
  if (plan.kind === 'allocation') return `${stem}:${plan.allocation}`;
  if (plan.kind === 'initiative') return `${stem}:${plan.initiative}`;
  if (plan.kind === 'agreement') return `${stem}:${plan.agreement}`;
  return plan.agreement === '' ? `${stem}:${plan.initiative}` : `${stem}:${plan.initiative}:${plan.agreement}`;
}

/** Where money stands, in words: 'agreement AG-2014-001', 'spent on I-01'. The source and year are the money's own. */
export function accountShown({ kind, allocation, initiative, agreement }: AccountPlan): string {
  if (kind === 'source') return 'the source';
  if (kind === 'unallocated') return 'unallocated';
  if (kind === 'allocation') return `allocation ${allocation}`;
  if (kind === 'initiative') return `initiative ${initiative}`;
  if (kind === 'carried') return 'carried forward';
  if (kind === 'reserve') return 'the reserve';
  if (kind === 'prepaid') return `paid in advance for ${initiative}`;
  return kind === 'agreement' ? `agreement ${agreement}` : `spent on ${initiative}`;
}

/** Whose money it is: 'PCC, 2014/15', and capital where it is that. */
export function moneyShown({ source, year, nature }: AccountPlan): string {
  return `${source}, ${yearShown(year)}${nature === 'capital' ? ', capital' : ''}`;
}

/** The account of the same money one step along: same fund, source, year and nature. */
export function sibling(account: AccountPlan, change: Partial<AccountPlan> & { kind: AccountKind }): AccountPlan {
  const { fund, source, year, nature, allocation, initiative, agreement } = account;
  return { fund, source, year, nature, allocation, initiative, agreement, ...change };
}
