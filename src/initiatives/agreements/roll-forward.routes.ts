import { perform } from '../../audit/act.ts';
import { latestMoment } from '../../audit/moment.ts';
import { yearLabel, yearShown } from '../../calendar/financial-year.ts';
import { findDecision } from '../../funds/decision.store.ts';
import { readMoneyChoices } from '../../funds/money-choices.ts';
import { openBooks } from '../../ledger/figure.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import { chooseYear } from '../../ledger/year-choice.ts';
import { readOrganisationNames } from '../../partners/organisation.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { officeDay } from '../../people/office.store.ts';
import { doer } from '../../people/person.ts';
import { readQuery } from '../../platform/form.ts';
import { YEAR } from '../../platform/parameter.ts';
import { listAgreements } from './agreement.store.ts';
import { readRollForward } from './roll-forward.form.ts';
import {
  LEFT_FIGURES,
  NEXT_FIGURES,
  OPEN_FIGURES,
  openTable,
  type RollForwardShown,
  rollForwardPage,
} from './roll-forward.pages.ts';
import { isEnding, listRollForwards, rollForward } from './roll-forward.store.ts';

/** The open commitments of a year that is ending, as a page and as a file, and rolling them forward. */
export function rollForwardRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/agreements/roll-forward', 'agreement.read-roll-forward', async (visit) => {
    visit.show('initiatives/roll-forward', rollForwardPage(await readShown(visit, readFigures)));
  });

  door.table(
    '/agreements/roll-forward',
    'agreement.read-roll-forward',
    async (visit) => {
      const shown = await readShown(visit, readFigures);
      return { name: `open-commitments-${yearLabel(shown.year)}`, table: openTable(shown) };
    },
    { year: YEAR },
  );

  door.post('/agreements/roll-forward', 'agreement.roll-forward', async (visit) => {
    const shown = await readShown(visit, readFigures);
    const { year, decisions, mayOverride } = shown;
    const agreements = shown.open.map(({ agreement }) => agreement.ref);
    await actOnForm(visit, readRollForward(visit.req.body, year, { agreements, decisions, mayOverride }), {
      view: 'initiatives/roll-forward',
      field: 'decision',
      again: (typed, errors) => rollForwardPage(shown, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'agreement.roll-forward', visit.once(), async (act) => {
          const { decidedOn } = await findDecision(act.trx, visit.office.id, wanted.decisionRef);
          await rollForward(act, { ...wanted, happenedOn: decidedOn });
          return {
            subject: { kind: 'decision', ref: wanted.decisionRef },
            detail: { agreements: wanted.items.map(({ agreement }) => agreement) },
            result: null,
          };
        });
        const href = `/agreements/roll-forward?year=${yearLabel(year)}`;
        visit.done(href, `The commitments were rolled forward into ${yearShown(year + 1)}.`);
      },
    });
  });
}

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<RollForwardShown> {
  const { year: asked } = readQuery(visit.req.query, ['year']);
  const { db } = visit.site;
  const officeId = visit.office.id;
  const { years, year } = await yearShownFor(visit, asked);
  const periods = await readPeriods(db, officeId);
  const books = openBooks(db, officeId, await latestMoment(db, officeId), visit.where.seesEntries);
  const agreements = (await listAgreements(db, officeId)).filter(({ boundYears }) => boundYears.includes(year));
  const figures = await readRows(
    readFigures,
    books,
    OPEN_FIGURES,
    agreements.map(({ ref }) => ({ agreement: ref, year })),
  );
  const providers = await readOrganisationNames(db, officeId);
  const open = agreements
    .map((agreement, index) => ({
      agreement,
      provider: providers.get(agreement.organisationId) ?? '',
      figures: figures[index] ?? [],
    }))
    .filter(({ figures: ofAgreement }) => ofAgreement.at(-1)?.value !== 0);
  const before = await listRollForwards(db, officeId, { fromYear: year });
  const initiativeOf = new Map(agreements.map(({ ref, initiative }) => [ref, initiative]));
  const rolled = before.map((row) => ({ ...row, initiative: initiativeOf.get(row.agreement) as string }));
  const concerned = [
    ...open.map(({ agreement }) => agreement.initiative),
    ...rolled.map(({ initiative }) => initiative),
  ];
  const initiatives = [...new Set(concerned)].toSorted();
  const ofYear = initiatives.map((initiative) => ({ initiative, year }));
  const ofNext = initiatives.map((initiative) => ({ initiative, year: year + 1 }));
  const left = await readRows(readFigures, books, LEFT_FIGURES, ofYear);
  const next = await readRows(readFigures, books, NEXT_FIGURES, ofNext);
  const { decisions, mayOverride } = await readMoneyChoices(visit);
  return {
    year,
    years,
    isEnding: isEnding(periods, year),
    nextMade: years.includes(year + 1),
    open,
    rolled,
    left: initiatives.map((initiative, index) => ({
      initiative,
      figures: [...(left[index] ?? []), ...(next[index] ?? [])],
    })),
    decisions,
    mayRoll: visit.may('agreement.roll-forward'),
    mayOverride,
  };
}

/** The year that the address asks for; without one, the last before the current period's, which has just ended. */
async function yearShownFor({ site, office }: Visit, asked: string | undefined) {
  const chosen = await chooseYear(site.db, office.id, asked, officeDay(office, site.clock));
  const isBefore = asked === undefined && chosen.years.includes(chosen.year - 1);
  return { years: chosen.years, year: isBefore ? chosen.year - 1 : chosen.year };
}
