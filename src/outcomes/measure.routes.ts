import { perform } from '../audit/act.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { findInitiative, listInitiatives } from '../initiatives/initiative.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { chooseYear } from '../ledger/year-choice.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import type { ReadPart } from '../people/page-part.ts';
import { joinParts, readParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { YEAR } from '../platform/parameter.ts';
import { notFound } from '../platform/refusal.ts';
import { countToDecide } from './approval.reading.ts';
import { approvalRoutes } from './approval.routes.ts';
import { countLookRoutes } from './count-look.routes.ts';
import { fileRoutes } from './file.routes.ts';
import { gridRoutes } from './grid.routes.ts';
import { definitionTyped, readChange, readMeasure } from './measure.form.ts';
import { measurePage, observedFile } from './measure.pages.ts';
import { readGroups, readMeasureShown } from './measure.reading.ts';
import { addMeasure, changeMeasure, findMeasure, listMeasures } from './measure.store.ts';
import { isProtected } from './measure.ts';
import { measureChangePage, measureFormPage } from './measure-form.pages.ts';
import { measureListPage } from './measure-list.pages.ts';
import { observationRoutes } from './observation.routes.ts';
import { placesOf, placesToEnter } from './observation.ts';
import { definitionFrom, offeredTo } from './take-template.ts';
import { templateRoutes } from './template.routes.ts';
import { templateOf } from './template.ts';

/** The room's addresses: measures, and what was observed and aimed at. */
export function outcomeRoutes(door: Door, readFigures: ReadFigures, parts: readonly ReadPart[] = []): void {
  listRoutes(door);
  // Before the measures themselves, whose codes are otherwise any word.
  templateRoutes(door);
  gridRoutes(door);
  fileRoutes(door);
  approvalRoutes(door);
  addRoutes(door);
  pageRoutes(door, readFigures, parts);
  countLookRoutes(door);
  observationRoutes(door);
}

function listRoutes(door: Door): void {
  door.get('/measures', 'measure.read', async (visit) => {
    const { initiative, year } = readQuery(visit.req.query, ['initiative', 'year']);
    const today = officeDay(visit.office, visit.site.clock);
    const choice = await chooseYear(visit.site.db, visit.office.id, year, today);
    const groups = await readGroups(visit, { initiative, year: choice.year });
    if (initiative !== undefined && groups.length === 0) throw notFound(`initiative ${initiative.slice(0, 20)}`);
    const may = {
      add: visit.may('measure.add'),
      enter: placesToEnter(visit.person).length > 0,
      decide: visit.may('observation.approve'),
      releases: visit.may('release.read'),
    };
    const waiting = may.decide ? await countToDecide(visit.site.db, visit.person) : 0;
    visit.show('platform/record', measureListPage(groups, initiative, choice, waiting, may));
  });
}

function addRoutes(door: Door): void {
  door.get('/measures/new', 'measure.add', async (visit) => {
    const asked = readQuery(visit.req.query, ['initiative', 'template']);
    visit.show('platform/form', measureFormPage(await readChoices(visit), await typedFrom(visit, asked)));
  });

  door.post('/measures/new', 'measure.add', async (visit) => {
    const choices = await readChoices(visit);
    await actOnForm(visit, readMeasure(visit.req.body, choices), {
      field: 'code',
      again: (typed, errors) => measureFormPage(choices, typed, errors),
      act: async (wanted) => {
        const on = officeDay(visit.office, visit.site.clock);
        await perform(visit.site, doer(visit.person), 'measure.add', visit.once(), async (act) => {
          await addMeasure(act, wanted, { on, enteredBy: visit.person.id });
          return { subject: { kind: 'measure', ref: wanted.code }, result: null };
        });
        visit.done(`/measures/${wanted.code}`, `Measure ${wanted.code} was added.`);
      },
    });
  });

  door.get('/measures/:code/change', 'measure.add', async (visit) => {
    const measure = await findMeasure(visit.site.db, visit.office.id, String(visit.req.params.code));
    visit.show('platform/form', measureChangePage(measure, await readChoices(visit)));
  });

  door.post('/measures/:code/change', 'measure.add', async (visit) => {
    const measure = await findMeasure(visit.site.db, visit.office.id, String(visit.req.params.code));
    const choices = await readChoices(visit);
    await actOnForm(visit, readChange(visit.req.body, choices), {
      again: (typed, errors) => measureChangePage(measure, choices, typed, errors),
      act: async ({ definition, reason, seen }) => {
        const on = officeDay(visit.office, visit.site.clock);
        await perform(visit.site, doer(visit.person), 'measure.change', visit.once(), async (act) => {
          await changeMeasure(act, measure.code, definition, { on, reason, seen, enteredBy: visit.person.id });
          return { subject: { kind: 'measure', ref: measure.code }, result: null };
        });
        visit.done(
          `/measures/${measure.code}`,
          `The definition of ${measure.code} was changed. The one before is kept.`,
        );
      },
    });
  });
}

function pageRoutes(door: Door, readFigures: ReadFigures, parts: readonly ReadPart[]): void {
  door.table(
    '/measures/:code',
    'measure.read',
    async (visit) => {
      const shown = await readMeasureShown(visit, readFigures);
      return { name: `${shown.measure.code}`, table: observedFile(shown) };
    },
    { year: YEAR },
  );

  door.get('/measures/:code', 'measure.read', async (visit) => {
    const shown = await readMeasureShown(visit, readFigures);
    const level = placesOf(shown.measure).map(({ code }) => code);
    const may = {
      observe: placesToEnter(visit.person).some(({ code }) => level.includes(code)),
      target: visit.may('measure.add'),
      look: visit.may('count.look') && isProtected(shown.measure),
    };
    const beside = await readParts(visit, shown.measure.code, parts);
    visit.show('platform/record', joinParts(measurePage(shown, may), beside));
  });
}

/** A measure of a template as the form has it before it is edited. */
async function typedFrom(visit: Visit, { initiative, template }: Record<string, string | undefined>): Promise<Typed> {
  if (initiative === undefined) return {};
  const { db } = visit.site;
  const found = await findInitiative(db, visit.office.id, initiative);
  if (template === undefined) return { initiative };
  const offered = offeredTo(found, await listMeasures(db, visit.office.id));
  const one = offered.find((candidate) => candidate.template.code === template);
  if (one === undefined) throw notFound('such measure in the template');
  // A share names its whole only where the initiative has that already.
  const definition = definitionFrom(
    offered.filter(({ taken }) => taken !== null),
    one,
  );
  return { initiative, template, code: one.code, ...definitionTyped(definition) };
}

async function readChoices({ site, office }: Visit) {
  const measures = await listMeasures(site.db, office.id);
  const initiatives = await listInitiatives(site.db, office.id);
  const templates = [...new Set(initiatives.map(({ kind }) => kind))].flatMap(templateOf);
  return {
    initiatives: initiativeChoices(initiatives),
    measures: measures.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    templates: templates.map(({ code, definition }) => ({ value: code, text: definition.name })),
  };
}
