import { perform } from '../audit/act.ts';
import { findAccounts } from '../ledger/account.store.ts';
import { type ReadFigures, readRows } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { YEAR_END_FIGURES } from './fund.pages.ts';
import { readFundChoices, readMoneyChoices } from './money-choices.ts';
import { readAward, readSource } from './source.form.ts';
import { type AwardGroup, awardFormPage, sourceFormPage, sourceListPage, sourcePage } from './source.pages.ts';
import { type Award, addSource, award, findSource, listAwards, listSources } from './source.store.ts';

/** Funding sources: the list, one of them, and the forms that add one and record its awards. */
export function sourceRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/funding-sources', 'fund.read', async (visit) => {
    readQuery(visit.req.query, []);
    const where = { db: visit.site.db, officeId: visit.office.id };
    const sources = await listSources(where.db, where.officeId);
    const scopes = sources.map(({ code }) => ({ source: code }));
    const figures = await readRows(readFigures, where, ['fund.awarded', 'fund.unallocated'], scopes);
    visit.show('platform/record', sourceListPage(sources, figures, visit.may('fund.add')));
  });

  door.get('/funding-sources/new', 'fund.add', async (visit) => {
    visit.show('platform/form', sourceFormPage(await readFundChoices(visit)));
  });

  door.post('/funding-sources/new', 'fund.add', async (visit) => {
    const funds = await readFundChoices(visit);
    await actOnForm(visit, readSource(visit.req.body, funds), {
      field: 'code',
      again: (typed, errors) => sourceFormPage(funds, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'source.add', visit.once(), async (act) => {
          await addSource(act, wanted);
          return { subject: { kind: 'source', ref: wanted.code }, result: null };
        });
        visit.done(`/funding-sources/${wanted.code}`, `Funding source ${wanted.code} was added.`);
      },
    });
  });

  door.get('/funding-sources/:code', 'fund.read', async (visit) => {
    const where = { db: visit.site.db, officeId: visit.office.id };
    const source = await findSource(where.db, where.officeId, String(visit.req.params.code));
    const groups = byYear(await listAwards(where.db, where.officeId, source.code));
    const scopes = groups.map(({ year, nature }) => ({ source: source.code, year, nature }));
    const figures = ['fund.awarded', 'fund.allocated', 'fund.unallocated'];
    const rows = await readRows(readFigures, where, figures, scopes);
    const ends = await readYearEnds(visit, source.code);
    const crossed = await readRows(
      readFigures,
      where,
      YEAR_END_FIGURES,
      ends.map((end) => ({ source: source.code, ...end })),
    );
    const yearEnds = ends.map((end, index) => ({ ...end, figures: crossed[index] ?? [] }));
    const may = { award: visit.may('fund.add'), lapse: visit.may('lapse.read'), spend: visit.may('spend.read') };
    visit.show('platform/record', sourcePage(source, groups, rows, yearEnds, may));
  });

  door.get('/funding-sources/:code/awards/new', 'fund.add', async (visit) => {
    const source = await findSource(visit.site.db, visit.office.id, String(visit.req.params.code));
    visit.show('platform/form', awardFormPage(source, await readMoneyChoices(visit)));
  });

  door.post('/funding-sources/:code/awards/new', 'fund.add', async (visit) => {
    const source = await findSource(visit.site.db, visit.office.id, String(visit.req.params.code));
    const choices = await readMoneyChoices(visit);
    await actOnForm(visit, readAward(visit.req.body, source.code, choices), {
      field: 'amount',
      again: (typed, errors) => awardFormPage(source, choices, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'award.add', visit.once(), async (act) => {
          await award(act, wanted);
          return { subject: { kind: 'source', ref: source.code }, result: null };
        });
        visit.done(`/funding-sources/${source.code}`, `The award from ${source.code} was recorded.`);
      },
    });
  });
}

/** The years of which the source has money, by revenue and capital. */
async function readYearEnds({ site, office }: Visit, source: string) {
  const accounts = await findAccounts(site.db, office.id, { source });
  const ends = new Map(accounts.map(({ year, nature }) => [`${year} ${nature}`, { year, nature }]));
  return [...ends.values()].toSorted((a, b) => a.year - b.year || (a.nature < b.nature ? 1 : -1));
}

function byYear(awards: readonly Award[]): AwardGroup[] {
  const groups = new Map<string, AwardGroup>();
  for (const given of awards) {
    const { year, nature } = given;
    const group = groups.get(`${year} ${nature}`) ?? { year, nature, awards: [] };
    group.awards.push(given);
    groups.set(`${year} ${nature}`, group);
  }
  return [...groups.values()].toSorted((a, b) => a.year - b.year);
}
