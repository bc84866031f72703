import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Nature } from '../ledger/account.ts';
import { openBooks } from '../ledger/figure.ts';
import type { FigureAsked, ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import { formatPounds } from '../money/pence.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { type FormAnswer, FormReader, readQuery } from '../platform/form.ts';
import { choiceParameter } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { leftFigure } from './budget-head.ts';
import { type LapseShown, lapseFile, lapseHref, lapsePage } from './lapse.pages.ts';
import { demandLapsable, listLapses, readLapsePlan, recordLapse } from './lapse.store.ts';
import { NATURES, readNature } from './money.form.ts';
import { wrongPart } from './request.form.ts';
import { findSource } from './source.store.ts';

const FIGURES = ['fund.awarded', 'fund.carried-in', 'spend.to-date', 'fund.carried-out', 'fund.lapsed'];

/** What a source takes back of a year: a page for each, the same as a file, and the act that lets it lapse. */
export function lapseRoutes(door: Door, readFigures: ReadFigures): void {
  const asked = (visit: Visit): Nature => {
    const { nature = 'revenue' } = readQuery(visit.req.query, ['nature']);
    return NATURES.find(({ value }) => value === nature)?.value ?? wrongPart('nature', 'revenue or capital');
  };

  door.table(
    '/funding-sources/:code/lapses/:year',
    'lapse.read',
    async (visit) => {
      const shown = await readShown(visit, asked(visit), readFigures);
      return { name: `lapse-${shown.source.code}-${yearLabel(shown.year)}`, table: lapseFile(shown) };
    },
    { nature: choiceParameter(['revenue', 'capital'], 'revenue or capital; revenue unless asked') },
  );

  door.get('/funding-sources/:code/lapses/:year', 'lapse.read', async (visit) => {
    visit.show('funds/request', lapsePage(await readShown(visit, asked(visit), readFigures)));
  });

  door.post('/funding-sources/:code/lapses/:year', 'lapse.record', async (visit) => {
    const { source, year } = await readMoney(visit);
    const answer = readConfirmed(visit.req.body);
    await actOnForm(visit, answer, {
      view: 'funds/request',
      again: async (typed, errors) => {
        const nature = NATURES.find(({ value }) => value === typed.nature)?.value ?? 'revenue';
        return lapsePage(await readShown(visit, nature, readFigures), errors, typed);
      },
      act: async ({ nature, seen, reason }) => {
        const on = officeDay(visit.office, visit.site.clock);
        const pence = await perform(visit.site, doer(visit.person), 'lapse.record', visit.once(), async (act) => {
          const lapsed = await recordLapse(act, { source: source.code, year, nature, seen, reason, on });
          return { subject: { kind: 'source', ref: source.code }, detail: { year }, result: lapsed };
        });
        const said = `${formatPounds(pence)} of ${yearShown(year)} went back to ${source.code}.`;
        visit.done(lapseHref(source.code, year, nature), said);
      },
    });
  });
}

function readConfirmed(body: unknown): FormAnswer<{ nature: Nature; seen: number | null; reason: string }> {
  const form = new FormReader(body, ['nature', 'seen', 'reason']);
  const nature = readNature(form);
  const seen = form.wholeNumber('seen', 'What was seen', { optional: true, most: Number.MAX_SAFE_INTEGER });
  const reason = form.text('reason', 'Reason', { longest: 1000 });
  return form.answer(() => ({ nature, seen, reason }));
}

async function readMoney({ req, site, office }: Visit) {
  const source = await findSource(site.db, office.id, String(req.params.code));
  const { year } = await chooseYear(site.db, office.id, String(req.params.year), officeDay(office, site.clock));
  return { source, year };
}

async function readShown(visit: Visit, nature: Nature, readFigures: ReadFigures): Promise<LapseShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const { source, year } = await readMoney(visit);
  const money = { source: source.code, year, nature };
  const books = openBooks(db, officeId, await latestMoment(db, officeId), visit.where.seesEntries);
  const plan = await readLapsePlan(db, officeId, money);
  const whole: FigureAsked[] = FIGURES.map((figure) => ({ figure, scope: { source: source.code, year } }));
  const byHead = plan.lines.map(({ head }): FigureAsked => leftFigure(head, money));
  const bound = plan.bound.map(
    ({ agreement }): FigureAsked => ({ figure: 'commitment.outstanding', scope: { ...money, agreement } }),
  );
  const figures = await readFigures(books, [...whole, ...byHead, ...bound]);
  const held = await findAccounts(db, officeId, { source: source.code, year });
  return {
    ...{ source, year, nature, plan },
    hasOther: held.some((account) => account.nature !== nature),
    figures: figures.slice(0, whole.length),
    left: figures.slice(whole.length, whole.length + byHead.length),
    bound: figures.slice(whole.length + byHead.length),
    lapses: await listLapses(db, officeId, source.code, year),
    names: await readNames(db, officeId),
    obstacle: await obstacleOf(() => demandLapsable(db, officeId, money, plan)),
    mayRecord: visit.may('lapse.record'),
  };
}

async function obstacleOf(demand: () => Promise<void>): Promise<string | null> {
  try {
    await demand();
    return null;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return error.message;
    throw error;
  }
}
