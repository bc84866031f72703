import { addDays, type Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { compareQuarters, type Quarter, quarterShown, quarterSpan, readQuarter } from '../calendar/quarter.ts';
import { readQuarterChoices, readSourceChoices } from '../funds/grant.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import type { Answers } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { listFilings, submittedOf } from './filing.store.ts';
import { type Filing, returnRef } from './filing.ts';
import { listTemplates } from './template.store.ts';
import { type Template, templateFor } from './template.ts';

/** Said instead of a source where a return is of all the money. */
const WHOLE_FUND = 'fund';

/** Which returns are owed for which money, from when, and how long after their quarter or year they are due. */
export const RETURN_DUTIES: Register = {
  code: 'return-duty',
  table: 'return_duty',
  path: '/return-duties',
  prefix: 'RD',
  title: 'Returns that are owed',
  one: 'return that is owed',
  lede: [
    'Which returns each funding source asks for. Money that nobody asks a return of, such as the office’s own, has no line here.',
  ],
  empty: 'No return is owed.',
  way: [{ text: 'Returns', href: '/returns' }],
  acts: { read: 'return.read', add: 'return.prepare', change: 'return.prepare' },
  fields: [
    {
      name: 'template',
      label: 'Return',
      kind: 'choice',
      choices: readTemplateChoices,
      fixed: true,
      list: true,
    },
    {
      name: 'source',
      label: 'Money that it is of',
      kind: 'choice',
      choices: async (db, officeId) => [
        { value: WHOLE_FUND, text: 'The whole fund' },
        ...(await readSourceChoices(db, officeId)),
      ],
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'fromQuarter',
      label: 'First quarter',
      kind: 'choice',
      choices: readQuarterChoices,
      list: true,
      hint: 'Of a return for a whole year, any quarter of its first year',
    },
    {
      name: 'untilQuarter',
      label: 'Last quarter',
      kind: 'choice',
      choices: readQuarterChoices,
      optional: true,
      list: true,
    },
    {
      name: 'daysAfter',
      label: 'Days after the end of its quarter or year',
      heading: 'Due after (days)',
      kind: 'whole',
      most: 366,
      list: true,
    },
    {
      name: 'authority',
      label: 'Who asks for it',
      kind: 'text',
      optional: true,
      hint: 'The letter or the condition of the grant',
    },
  ],
  name: ({ template, source }) => `${template}, ${source === WHOLE_FUND ? 'the whole fund' : source}`,
  check: ({ fromQuarter, untilQuarter }) => {
    const [from, until] = [readQuarter(String(fromQuarter)), readQuarter(String(untilQuarter ?? ''))];
    if (from !== null && until !== null && compareQuarters(until, from) < 0) {
      throw refused('until-before-from', 'The last quarter must not be before the first', 'untilQuarter');
    }
  },
  checkKept: async (act, answers) => {
    const templates = await listTemplates(act.trx, act.doer.officeId);
    const covers = templates.find(({ name }) => name === answers.template)?.covers;
    const isWhole = answers.source === WHOLE_FUND;
    if (covers === 'source' && isWhole)
      throw refused('needs-source', 'This return is of one source. Select it.', 'source');
    if (covers === 'fund' && !isWhole) {
      throw refused('whole-fund', 'This return is of all the money. Select the whole fund.', 'source');
    }
  },
};

async function readTemplateChoices(db: Db, officeId: number): Promise<Choice[]> {
  const titles = new Map((await listTemplates(db, officeId)).map(({ name, title }) => [name, title]));
  return [...titles].map(([value, text]) => ({ value, text }));
}

/** A return that is owed for a quarter or a year, and what has been filed of it. */
export interface OwedReturn {
  duty: string;
  ref: string;
  template: Template;
  source: string | null;
  quarter: Quarter;
  dueOn: Day;
  /** The filing that was submitted last; null while none was. */
  submitted: Filing | null;
  /** The latest draft, submitted or not. */
  latest: Filing | null;
}

/** What an owed return is of, in words. */
export function owedShown({ template, quarter }: OwedReturn): string {
  return template.every === 'year' ? yearShown(quarter.year) : quarterShown(quarter);
}

/** Every return that is owed for a quarter or a year that ended before a day, the earliest first. */
export async function listOwedReturns(db: Db, officeId: number, today: Day): Promise<OwedReturn[]> {
  const duties = await listRecords(db, officeId, RETURN_DUTIES);
  if (duties.length === 0) return [];
  const templates = await listTemplates(db, officeId);
  const filings = await listFilings(db, officeId);
  const quarters = (await readQuarterChoices(db, officeId)).map(({ value }) => readQuarter(value) as Quarter);
  return duties
    .flatMap(({ ref: duty, answers }) =>
      quarters
        .filter((quarter) => isOwedFor(answers, quarter) && quarterSpan(quarter).endsOn < today)
        .flatMap((quarter): OwedReturn[] => {
          const template = templateFor(templates, String(answers.template), quarter.year);
          if (template === undefined || (template.every === 'year' && quarter.quarter !== 4)) return [];
          const source = answers.source === WHOLE_FUND ? null : String(answers.source);
          const ref = returnRef({ template, quarter, source });
          const [submitted = null] = submittedOf(filings, ref);
          const latest = filings.find((filing) => filing.ref === ref) ?? null;
          const dueOn = addDays(quarterSpan(quarter).endsOn, Number(answers.daysAfter));
          return [{ duty, ref, template, source, quarter, dueOn, submitted, latest }];
        }),
    )
    .toSorted((a, b) => compareQuarters(a.quarter, b.quarter) || (a.ref < b.ref ? -1 : 1));
}

function isOwedFor({ fromQuarter, untilQuarter }: Answers, quarter: Quarter): boolean {
  const from = readQuarter(String(fromQuarter)) as Quarter;
  const until = readQuarter(String(untilQuarter ?? ''));
  return compareQuarters(quarter, from) >= 0 && (until === null || compareQuarters(quarter, until) <= 0);
}
