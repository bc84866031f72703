import { perform } from '../../audit/act.ts';
import { comparePeriods, periodLabel, periodShown, readPeriod } from '../../calendar/period.ts';
import { readPosts } from '../../initiatives/kinds/post.store.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { officeDay } from '../../people/office.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../../platform/form.ts';
import { notFound } from '../../platform/refusal.ts';
import { registerRoutes } from '../../registers/register.routes.ts';
import { nameByHand } from './by-hand.ts';
import { readByHand, readPayroll } from './payroll.form.ts';
import { listRecorded } from './payroll.store.ts';
import { handChoices, PERIOD_FIGURES, type ProposalShown, proposalPage } from './proposal.pages.ts';
import { readProposal, readStandingBeside } from './proposal.store.ts';
import { sealOf } from './proposal.ts';
import { recordPayroll } from './record-payroll.ts';
import { MONTH_FIGURES, monthState, monthTable, monthWarnings } from './schedule.pages.ts';
import { findSchedule, monthsOfSchedule, SCHEDULES } from './schedule.ts';

const VIEW = 'spend/payroll';

/** Recharge schedules, and for each of their periods what it proposes and what was recorded. */
export function payrollRoutes(door: Door, readFigures: ReadFigures): void {
  registerRoutes(door, SCHEDULES, [monthsPart(readFigures)]);
  const read = (visit: Visit) => readShown(visit, readFigures);

  door.get('/payroll/:ref/:period', 'payroll.read', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show(VIEW, proposalPage(await read(visit), null));
  });

  door.post('/payroll/:ref/:period', 'payroll.enter', async (visit) => {
    const shown = await read(visit);
    const { proposal, today } = shown;
    const { schedule, period } = proposal;
    await actOnForm(visit, readPayroll(visit.req.body, proposal), {
      view: VIEW,
      again: async (typed: Typed, errors: FieldError[]) => {
        const now = await read(visit);
        // What was typed beside amounts that have changed since would say something that nobody meant.
        return proposalPage(now, typed.seen === sealOf(now.proposal) ? typed : null, errors);
      },
      act: async (typed) => {
        const wanted = { ...typed, schedule: schedule.ref, period, today };
        const entered = await perform(visit.site, doer(visit.person), 'payroll.record', visit.once(), async (act) => {
          const result = await recordPayroll(act, wanted, visit.person.id);
          const detail = { period: periodLabel(period), entries: result };
          return { subject: { kind: 'payroll-schedule', ref: schedule.ref }, detail, result };
        });
        const said = entered === 1 ? '1 entry was recorded' : `${entered} entries were recorded`;
        visit.done(
          `/payroll/${schedule.ref}/${periodLabel(period)}`,
          `${said} for ${periodShown(period)}. Somebody else approves what awaits approval now.`,
        );
      },
    });
  });

  door.post('/payroll/:ref/:period/by-hand', 'payroll.enter', async (visit) => {
    const shown = await read(visit);
    const { schedule, period } = shown.proposal;
    await actOnForm(visit, readByHand(visit.req.body, handChoices(shown.proposal)), {
      view: VIEW,
      field: 'spend',
      again: async (_typed: Typed, errors: FieldError[]) => proposalPage(await read(visit), null, errors),
      act: async (spend) => {
        await perform(visit.site, doer(visit.person), 'payroll.by-hand', visit.once(), async (act) => {
          await nameByHand(act, { schedule: schedule.ref, period, spend });
          const detail = { period: periodLabel(period), spend };
          return { subject: { kind: 'payroll-schedule', ref: schedule.ref }, detail, result: null };
        });
        visit.done(
          `/payroll/${schedule.ref}/${periodLabel(period)}`,
          `${spend} was recorded as the recharge of ${periodShown(period)}.`,
        );
      },
    });
  });
}

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<ProposalShown> {
  const { site, office, req } = visit;
  const where = { db: site.db, officeId: office.id };
  const schedule = await findSchedule(site.db, office.id, String(req.params.ref));
  const asked = readPeriod(String(req.params.period));
  const month = monthsOfSchedule(schedule).find((of) => asked !== null && comparePeriods(of, asked) === 0);
  if (month === undefined) throw notFound(`period ${String(req.params.period).slice(0, 20)} of ${schedule.ref}`);
  const proposal = await readProposal(site.db, office.id, schedule, month);
  const periods = await readPeriods(site.db, office.id);
  const today = officeDay(office, site.clock);
  const { recorded, standing } = proposal;
  const period = periods.find((of) => comparePeriods(of, month) === 0);
  const scope = { initiative: schedule.initiative, period: month };
  const [figures = []] = await readRows(readFigures, where, PERIOD_FIGURES, [scope]);
  const posts = await readPosts(site.db, office.id, { initiative: schedule.initiative });
  return {
    proposal,
    state: monthState({ month, periods, recorded, standing, today }),
    figures,
    isOpen: period !== undefined && !period.closed && period.startsOn <= today,
    mayRecord: visit.may('payroll.enter'),
    today,
    labels: new Map(posts.map(({ post }) => [post.ref, post.label])),
  };
}

/** The periods of a schedule on its page, each with where it stands. */
function monthsPart(readFigures: ReadFigures): ReadPart {
  return async ({ site, office }, ref) => {
    const where = { db: site.db, officeId: office.id };
    const schedule = await findSchedule(site.db, office.id, ref);
    const months = monthsOfSchedule(schedule);
    const periods = await readPeriods(site.db, office.id);
    const recorded = await listRecorded(site.db, office.id, { schedule: ref });
    const today = officeDay(office, site.clock);
    const rows = await readRows(
      readFigures,
      where,
      MONTH_FIGURES,
      months.map((period) => ({ initiative: schedule.initiative, period })),
    );
    const shown = [];
    for (const [index, month] of months.entries()) {
      const standing = await readStandingBeside(site.db, office.id, schedule, month);
      const state = monthState({ month, periods, recorded, standing, today });
      shown.push({ month, state, figures: rows[index] ?? [] });
    }
    return { warnings: monthWarnings(schedule, shown, today), sections: [{ table: monthTable(schedule, shown) }] };
  };
}
