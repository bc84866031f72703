import { comparePeriods, type PeriodKey } from '../../calendar/period.ts';
import { readPosts } from '../../initiatives/kinds/post.store.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import type { Period } from '../../ledger/period.ts';
import type { Pence } from '../../money/pence.ts';
import { normalForm } from '../../partners/organisation-name.ts';
import type { Db } from '../../platform/database.ts';
import { leftToCorrect, listSpend } from '../spend.store.ts';
import type { Spend } from '../spend.ts';
import { listRecorded, type RecordedLine } from './payroll.store.ts';
import { type Proposal, type ProposedLine, proposeLines, vacantPosts } from './proposal.ts';
import type { Schedule } from './schedule.ts';

/** What a period proposes of a schedule, as everything stands now. Nothing is proposed of a closed period. */
export async function readProposal(db: Db, officeId: number, schedule: Schedule, period: PeriodKey): Promise<Proposal> {
  const periods = await readPeriods(db, officeId);
  const recorded = await listRecorded(db, officeId, { schedule: schedule.ref });
  const oldest = periods.find(({ closed }) => !closed);
  const about = {
    schedule,
    period,
    isOldest: oldest !== undefined && comparePeriods(oldest, period) === 0,
    posts: await readPosts(db, officeId, { initiative: schedule.initiative }),
    recorded,
  };
  const lines = isOpen(periods, period) ? proposeLines(about) : [];
  return {
    schedule,
    period,
    lines: await withCredits(db, officeId, lines, recorded),
    vacant: vacantPosts(about),
    recorded: recorded.filter(
      (line) => comparePeriods(line.period, period) === 0 || comparePeriods(line.postedIn, period) === 0,
    ),
    standing: await readStandingBeside(db, officeId, schedule, period),
  };
}

function isOpen(periods: readonly Period[], key: PeriodKey): boolean {
  return periods.some((period) => !period.closed && comparePeriods(period, key) === 0);
}

/** Finds the entry that each line below zero is taken off, and as much as is left of it. */
async function withCredits(
  db: Db,
  officeId: number,
  lines: readonly ProposedLine[],
  recorded: readonly RecordedLine[],
): Promise<ProposedLine[]> {
  const left = new Map<string, Pence>();
  const found: ProposedLine[] = [];
  for (const line of lines) {
    if (line.proposed > 0) {
      found.push(line);
      continue;
    }
    const entries = recorded.flatMap(({ live, post, period, spend }) =>
      live && post === line.post.post.ref && comparePeriods(period, line.period) === 0 && spend?.kind === 'spend'
        ? [spend]
        : [],
    );
    let best: { ref: string; left: Pence } | null = null;
    for (const spend of entries.filter(({ status }) => status === 'approved')) {
      const open = left.get(spend.ref) ?? (await leftToCorrect(db, officeId, spend));
      left.set(spend.ref, open);
      if (open > (best?.left ?? 0)) best = { ref: spend.ref, left: open };
    }
    if (best === null) {
      const awaiting = entries.find(({ status }) => status === 'awaiting approval');
      found.push({ ...line, blocked: whyBlocked(awaiting?.ref) });
      continue;
    }
    const taken = Math.min(-line.proposed, best.left);
    left.set(best.ref, best.left - taken);
    found.push({ ...line, proposed: -taken, credits: best.ref });
  }
  return found;
}

function whyBlocked(awaiting: string | undefined): string {
  return awaiting === undefined
    ? 'Nothing is left of its entries to take this off.'
    : `${awaiting} awaits approval, so nothing can be taken off it. Have it approved or returned first.`;
}

/**
 * Spend and accruals of the schedule's initiative, supplier and category in the period that no schedule recorded: they
 * may be this month already.
 */
export async function readStandingBeside(
  db: Db,
  officeId: number,
  { initiative, supplier, category }: Schedule,
  period: PeriodKey,
): Promise<Spend[]> {
  const filter = { initiative, category, period, kinds: ['spend', 'accrual'] as const };
  const form = normalForm(supplier);
  const named = new Set(
    (await db('payroll_line').where({ office_id: officeId }).whereNotNull('spend_ref').distinct('spend_ref')).map(
      ({ spend_ref: ref }) => ref as string,
    ),
  );
  return (await listSpend(db, officeId, filter, { sort: 'oldest' })).filter(
    (spend) =>
      (spend.status === 'approved' || spend.status === 'awaiting approval') &&
      !named.has(spend.ref) &&
      normalForm(spend.supplier) === form,
  );
}
