import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment, type Moment } from '../../src/audit/moment.ts';
import type { PeriodKey } from '../../src/calendar/period.ts';
import { openFigure, readFigures } from '../../src/figures/registry.ts';
import { ensureAccount, findAccounts } from '../../src/ledger/account.store.ts';
import { type Nature, sibling } from '../../src/ledger/account.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { post } from '../../src/ledger/post.ts';
import type { Scope } from '../../src/ledger/scope.ts';
import type { Plain } from '../../src/platform/digest.ts';
import type { World } from '../world.ts';

/** An office's books in a test: what somebody does to them, and what figures then say. */
export interface OfficeBooks {
  officeId: number;
  told<T extends Plain>(email: string, work: (act: Act, personId: number) => Promise<T>): Promise<T>;
  now(): Promise<Moment>;
  /** A figure's value and what it leaves out; its trace is added up on the way and must come to the same. */
  figure(
    id: string,
    scope: Scope,
    moment?: Moment,
  ): Promise<{ value: number | null; text: string; leavesOut: string[] }>;
}

export async function booksOf(world: World): Promise<OfficeBooks> {
  const { id: officeId } = await world.db('office').first('id');
  const now = () => latestMoment(world.db, officeId);
  return {
    officeId,
    now,
    told: async (email, work) => {
      const person = await world.person(email);
      return perform(world.site, await world.doer(email), 'told', null, async (act) => ({
        subject: { kind: 'story', ref: '' },
        result: await work(act, person.id),
      }));
    },
    figure: async (id, scope, moment) => {
      const books = openBooks(world.db, officeId, moment ?? (await now()));
      const [shown] = await readFigures(books, [{ figure: id, scope }]);
      const { value, rows, figure } = await openFigure(books, id, scope);
      if (figure.unit === 'pence' && value.value !== null) {
        const behind = rows.reduce((all, row) => all + (row.value ?? 0), 0);
        if (behind !== value.value) throw new Error(`${id}: ${behind} behind ${value.value}`);
      }
      return { value: value.value, text: shown?.text ?? '', leavesOut: value.leavesOut };
    },
  };
}

/** Spends an initiative's own money of one source, or takes it back when below zero. */
export async function spendOf(
  act: Act,
  wanted: { initiative: string; pence: number; period: PeriodKey; source?: string; nature?: Nature; year?: number },
): Promise<void> {
  const { initiative, pence, period, source = 'PCC', nature = 'revenue', year = period.year } = wanted;
  const own = { kind: 'initiative' as const, initiative, year, source, nature };
  const [from] = await findAccounts(act.trx, act.doer.officeId, own);
  if (from === undefined) throw new Error(`${initiative} has no money of ${source}.`);
  const spent = await ensureAccount(act, sibling(from, { kind: 'spent' }));
  const excess = { kind: 'overspend' as const, reasonWords: await act.words('It had happened') };
  const entry = { pence: Math.abs(pence), happenedOn: '2015-07-20', period, place: 'E23000010', category: '1' };
  await post(act, [
    pence > 0
      ? { ...entry, kind: 'spend', from, to: spent, excess }
      : { ...entry, kind: 'unmatched-credit', from: spent, to: from },
  ]);
}

/** Opens an initiative's account of the office's own money of a year, with nothing in it. */
export async function openBudget(act: Act, initiative: string, year = 2015): Promise<void> {
  const [from] = await findAccounts(act.trx, act.doer.officeId, { kind: 'allocation', year: 2015, source: 'PCC' });
  if (from === undefined) throw new Error('There is no allocation.');
  await ensureAccount(act, sibling({ ...from, year }, { kind: 'initiative', initiative }));
}
