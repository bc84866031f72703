import { chooseYear, yearChoices } from '../ledger/year-choice.ts';
import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import type { Choice } from '../platform/form.ts';
import { listDecisions } from './decision.store.ts';
import { listFunds } from './fund.store.ts';
import { listSources } from './source.store.ts';

/** What the forms about money can choose from, as it stands now. */
export interface MoneyChoices {
  sources: Choice[];
  years: Choice[];
  decisions: Choice[];
  today: string;
  mayOverride: boolean;
}

/** Reads what the forms about money can choose from. */
export async function readMoneyChoices({ site, office, may }: Visit): Promise<MoneyChoices> {
  const today = officeDay(office, site.clock);
  const { years } = await chooseYear(site.db, office.id, undefined, today);
  const sources = await listSources(site.db, office.id);
  const decisions = await listDecisions(site.db, office.id);
  return {
    sources: sources.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    years: yearChoices(years),
    decisions: decisions.map(({ ref, title }) => ({ value: ref, text: `${ref} ${title}` })),
    today,
    mayOverride: may('budget.override'),
  };
}

/** The office's funds as choices. */
export async function readFundChoices({ site, office }: Visit): Promise<Choice[]> {
  return (await listFunds(site.db, office.id)).map(({ code, name }) => ({ value: code, text: name }));
}
