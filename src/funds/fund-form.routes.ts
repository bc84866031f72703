import { perform } from '../audit/act.ts';
import { yearLabel, yearOfDay, yearShown } from '../calendar/financial-year.ts';
import { addYear } from '../ledger/period.store.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readFund, readNextYear } from './fund.form.ts';
import { addFund } from './fund.store.ts';
import { fundFormPage, yearFormPage } from './fund-form.pages.ts';

/** What an office makes before any money can come in: its fund, and each financial year. */
export function fundFormRoutes(door: Door): void {
  door.get('/fund/new', 'budget.add', async (visit) => {
    visit.show('platform/form', fundFormPage());
  });

  door.post('/fund/new', 'budget.add', async (visit) => {
    const { years } = await readYears(visit);
    await actOnForm(visit, readFund(visit.req.body), {
      field: 'code',
      again: fundFormPage,
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'fund.add', visit.once(), async (act) => {
          await addFund(act, wanted);
          if (years.length === 0) await addYear(act, yearOfDay(wanted.startsOn));
          return { subject: { kind: 'fund', ref: wanted.code }, result: null };
        });
        visit.done('/fund', `${wanted.name} was made.`);
      },
    });
  });

  door.get('/fund/years/new', 'budget.add', async (visit) => {
    visit.show('platform/form', yearFormPage((await readYears(visit)).next));
  });

  door.post('/fund/years/new', 'budget.add', async (visit) => {
    const { next } = await readYears(visit);
    await actOnForm(visit, readNextYear(visit.req.body), {
      again: (_typed, errors) => yearFormPage(next, errors),
      act: async () => {
        const added = await perform(visit.site, doer(visit.person), 'year.add', visit.once(), async (act) => {
          await addYear(act, next);
          return { subject: { kind: 'year', ref: yearLabel(next) }, result: next };
        });
        visit.done('/fund', `The financial year ${yearShown(added)} was added.`);
      },
    });
  });
}

/** The years there are, and the one to be made next. */
async function readYears({ site, office }: Visit): Promise<{ years: number[]; next: number }> {
  const { year, years } = await chooseYear(site.db, office.id, undefined, officeDay(office, site.clock));
  const last = years.at(-1);
  return { years, next: last === undefined ? year : last + 1 };
}
