import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { joinParts, type ReadPart, readParts } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { doer, whoShown } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { textParameter } from '../platform/parameter.ts';
import { ChangedMeanwhile } from '../registers/register.ts';
import { aliasRoutes } from './alias.routes.ts';
import { readCheckListPart, readCheckPart } from './check.routes.ts';
import { readContactPart } from './contact-part.ts';
import { identifierRoutes } from './identifier.routes.ts';
import { mergeRoutes } from './merge.routes.ts';
import {
  type ChangedOrganisation,
  keptOf,
  readOrganisation,
  readOrganisationChange,
  searchOf,
} from './organisation.form.ts';
import {
  foundOrganisations,
  organisationChangePage,
  organisationFormPage,
  organisationHref,
  organisationListPage,
  organisationTable,
} from './organisation.pages.ts';
import { readOrganisations } from './organisation.store.ts';
import type { Organisations } from './organisation.ts';
import { readOrganisationAsked } from './organisation-asked.ts';
import { changeOrganisation, enterOrganisation } from './organisation-entry.ts';
import { lookAlikesOf } from './organisation-match.ts';
import { type DoneBy, historyTable, organisationPage, type ReadDone } from './organisation-record.pages.ts';

/** Parts of this room that speak on an organisation's page: a line for each noun. */
const OWN_PARTS: readonly ReadPart[] = [readCheckPart, readContactPart];

/** The pages of organisations. Parts of higher rooms are given the survivor's number, see `readGroupIds`. */
export function organisationRoutes(door: Door, parts: readonly ReadPart[] = []): void {
  door.get('/organisations', 'organisation.read', async (visit) => {
    const { organisations, asked, table } = await readList(visit);
    const about = { asked, mayAdd: visit.may('organisation.enter') };
    const page = organisationListPage(organisations, table, about);
    visit.show('platform/record', joinParts(page, [await readCheckListPart(visit)]));
  });

  door.table(
    '/organisations',
    'organisation.read',
    async (visit) => {
      return { name: 'organisations', table: (await readList(visit)).table };
    },
    { kind: textParameter('a kind of organisation', 'charity'), name: textParameter('part of a name', 'Safe') },
  );

  door.get('/organisations/new', 'organisation.enter', async (visit) => {
    visit.show('platform/form', organisationFormPage());
  });

  door.post('/organisations/new', 'organisation.enter', async (visit) => {
    await actOnForm(visit, readOrganisation(visit.req.body), {
      field: 'name',
      again: async (typed, errors) => organisationFormPage(typed, errors, await alikeTo(visit, typed)),
      act: async (wanted) => {
        const id = await perform(visit.site, doer(visit.person), 'organisation.add', visit.once(), async (act) => {
          const added = await enterOrganisation(act, wanted);
          return { subject: { kind: 'organisation', ref: String(added) }, result: added };
        });
        visit.done(organisationHref(id), `${wanted.name} was added.`);
      },
    });
  });

  mergeRoutes(door);

  door.get('/organisations/:id', 'organisation.read', async (visit) => {
    const { organisations, record } = await readOrganisationAsked(visit);
    const about = {
      mayChange: visit.may('organisation.enter'),
      mayMerge: visit.may('organisation.merge'),
    };
    const page = organisationPage(organisations, record, about);
    const all = record.mergedInto === null ? [...OWN_PARTS, ...parts] : [];
    const history = historyTable(organisations, record, await readDoneBy(visit, organisations, record.id));
    const shown = [...(await readParts(visit, String(record.id), all)), { sections: [{ table: history }] }];
    visit.show('platform/record', joinParts(page, shown));
  });

  door.get('/organisations/:id/change', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    visit.show('platform/form', organisationChangePage(record));
  });

  door.post('/organisations/:id/change', 'organisation.enter', async (visit) => {
    const { record } = await readOrganisationAsked(visit);
    await actOnForm(visit, readOrganisationChange(visit.req.body), {
      field: 'name',
      again: async (typed, errors) => {
        const isAsked = typed.another !== undefined || errors.some(({ field }) => field === 'another');
        const alike = isAsked ? await alikeTo(visit, typed, record.id) : [];
        return organisationChangePage(record, { typed, errors, alike });
      },
      act: (wanted) => saveChange(visit, record.id, wanted),
    });
  });

  aliasRoutes(door);
  identifierRoutes(door);
}

async function saveChange(visit: Visit, id: number, wanted: ChangedOrganisation): Promise<void> {
  const ref = String(id);
  try {
    await perform(visit.site, doer(visit.person), 'organisation.change', visit.once(), async (act) => {
      const standing = (await readOrganisations(act.trx, act.doer.officeId)).find(id);
      if (standing.version !== wanted.basedOn) throw new ChangedMeanwhile(keptOf(standing, standing));
      await changeOrganisation(act, standing, wanted);
      return { subject: { kind: 'organisation', ref }, result: null };
    });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    await showBoth(visit, id, wanted, error);
    return;
  }
  visit.done(organisationHref(id), `${wanted.name} was changed.`);
}

/** The form again with both versions; sent once more, it is a change of what stands now. */
async function showBoth(
  visit: Visit,
  id: number,
  wanted: ChangedOrganisation,
  { message, status }: ChangedMeanwhile,
): Promise<void> {
  const organisations = await readOrganisations(visit.site.db, visit.office.id);
  const record = organisations.find(id);
  const doneBy = await readDoneBy(visit, organisations, id);
  const seen = record.versions.find(({ version }) => version === wanted.basedOn) ?? record;
  const { name, kind, districtCode: district } = wanted;
  const conflict = {
    before: keptOf(record, seen),
    after: { ...keptOf(record, record), ...doneBy(record.seq) },
    yours: { name, kind, district },
  };
  const { _csrf, _once, ...typed } = visit.req.body as Typed;
  const errors = [{ field: '', message }];
  visit.show('platform/form', organisationChangePage(record, { typed, errors, conflict }), status);
}

async function readList({ req, site, office }: Visit) {
  const asked = readQuery(req.query, ['kind', 'name']) as Typed;
  const organisations = await readOrganisations(site.db, office.id);
  return {
    organisations,
    asked,
    table: organisationTable(organisations, foundOrganisations(organisations, searchOf(asked))),
  };
}

async function alikeTo({ site, office }: Visit, { name = '' }: Typed, except?: number) {
  return lookAlikesOf(await readOrganisations(site.db, office.id), name, except);
}

/** Who did the acts that a record's history tells of, and when. */
async function readDoneBy({ site, office }: Visit, organisations: Organisations, id: number): Promise<ReadDone> {
  const merges = organisations.merges.filter(({ fromId, intoId }) => fromId === id || intoId === id);
  const seqs = [...organisations.find(id).versions, ...merges].map(({ seq }) => seq);
  const names = await readNames(site.db, office.id);
  const events: { seq: number; person_id: number | null; recorded_at: string }[] = await site
    .db('audit_event')
    .where({ office_id: office.id })
    .whereIn('seq', seqs)
    .select('seq', 'person_id', 'recorded_at');
  const done = new Map(
    events.map((event) => [event.seq, { by: whoShown(names, event.person_id), at: event.recorded_at }]),
  );
  return (seq) => done.get(seq) as DoneBy;
}
