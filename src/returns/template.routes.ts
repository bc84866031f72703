import { quarterShown } from '../calendar/quarter.ts';
import { readSourceChoices } from '../funds/grant.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm, refusalErrors } from '../people/form-visit.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { unpreparedFiling } from './build.ts';
import { examine } from './examine.ts';
import { mustBeClosed } from './prepare.ts';
import { type ReturnChoices, returnChoices } from './return.form.ts';
import { ABOUT_FIELDS, type ColumnsForm, readAboutForm, readColumnsForm } from './template.form.ts';
import {
  columnsPage,
  newTemplatePage,
  type Trial,
  templateHref,
  templateListPage,
  templatePage,
} from './template.pages.ts';
import { listTemplates, readUsed, usedBy } from './template.store.ts';
import { checkTemplate } from './template.ts';
import { saveTemplate, templateFrom } from './template-made.ts';

/** Templates of returns: the list, one of them, and building one from a header row that somebody sent. */
export function templateRoutes(door: Door): void {
  door.get('/return-templates', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const templates = await listTemplates(db, visit.office.id);
    const used = await readUsed(db, visit.office.id);
    const page = templateListPage(templates, (template) => usedBy(used, template), visit.may('return.template'));
    visit.show('platform/record', page);
  });

  door.get('/return-templates/new', 'return.template', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', newTemplatePage((await readChoices(visit)).years));
  });

  door.post('/return-templates/columns', 'return.template', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readAboutForm(visit.req.body, choices.years), {
      again: (typed, errors) => newTemplatePage(choices.years, typed, errors),
      act: async () => visit.show('returns/template-columns', columnsPage(choices, typedOf(visit))),
    });
  });

  door.post('/return-templates/new', 'return.template', async (visit) => {
    const choices = await readChoices(visit);
    // What is wrong in the first half is put right where it is asked.
    const about = readAboutForm(aboutOf(visit), choices.years);
    if (!about.ok) {
      visit.show('platform/form', newTemplatePage(choices.years, about.typed, about.errors), 400);
      return;
    }
    await actOnForm(visit, readColumnsForm(visit.req.body, choices), {
      view: 'returns/template-columns',
      again: (typed, errors) => columnsPage(choices, typed, { errors }),
      act: async (wanted) => {
        if (wanted.tryFor !== null) return showTrial(visit, choices, wanted);
        const made = await saveTemplate(visit.site, visit.person, wanted, visit.once());
        visit.done(templateHref(made), `Version ${made.version} of the template was saved.`);
      },
    });
  });

  door.get('/return-templates/:name/:version', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const { name, version } = visit.req.params;
    const template = (await listTemplates(db, visit.office.id)).find(
      (candidate) => candidate.name === name && candidate.version === version,
    );
    if (template === undefined)
      throw notFound(`template ${String(name).slice(0, 60)}, version ${String(version).slice(0, 4)}`);
    const used = usedBy(await readUsed(db, visit.office.id), template);
    visit.show('platform/record', templatePage(template, used, visit.office.commissionerTitle));
  });
}

/** What was typed, without what every form carries. */
function typedOf(visit: Visit): Typed {
  const { _csrf, _once, ...typed } = visit.req.body as Typed;
  return typed;
}

/** The part of what was typed that the first half of the form asks. */
function aboutOf(visit: Visit): Typed {
  const typed = Object.entries((visit.req.body ?? {}) as Typed);
  return Object.fromEntries(typed.filter(([name]) => ABOUT_FIELDS.includes(name)));
}

async function showTrial(visit: Visit, choices: ReturnChoices, wanted: ColumnsForm): Promise<void> {
  const typed = typedOf(visit);
  try {
    const trial = await tryOut(visit, wanted);
    visit.show('returns/template-columns', columnsPage(choices, typed, { trial }));
  } catch (error) {
    const errors = refusalErrors(error, 'quarter');
    visit.show('returns/template-columns', columnsPage(choices, typed, { errors }), 422);
  }
}

/** The draft that a template would give now; nothing of it is kept. */
async function tryOut({ site, office }: Visit, { about, chosen, tryFor }: ColumnsForm): Promise<Trial> {
  const { quarter: typed, source } = tryFor as NonNullable<ColumnsForm['tryFor']>;
  const quarter = about.every === 'year' ? { year: typed.year, quarter: 4 as const } : typed;
  mustBeClosed(await readPeriods(site.db, office.id), quarter);
  const template = checkTemplate(about.title, templateFrom(about, chosen, '1'));
  const filing = await unpreparedFiling(site.db, office.id, { template, quarter, source });
  const { content, checked } = await examine(site.db, office, filing, template);
  return {
    of: quarterShown(quarter),
    tables: content.tables,
    findings: checked.flatMap(({ findings }) => findings),
  };
}

async function readChoices({ site, office }: Visit): Promise<ReturnChoices> {
  const periods = await readPeriods(site.db, office.id);
  const years = [...new Set(periods.map(({ year }) => year))];
  return returnChoices([], years, await readSourceChoices(site.db, office.id));
}
