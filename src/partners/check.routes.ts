import { perform } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import type { PagePart, ReadPart } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { textParameter } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { CHECK_FILTERS, readCheck, readCheckOverride } from './check.form.ts';
import {
  type CheckRow,
  type ChecksShown,
  checkFormPage,
  checkListPage,
  checkOverridePage,
  checkPart,
  checkTable,
  PROVIDER_CHECKS,
} from './check.pages.ts';
import { demandOrganisation, listChecks, recordCheck } from './check.store.ts';
import { checkKindShown, checkWarnings, standingChecks } from './check.ts';
import { listCheckOverrides, overrideChecks } from './check-override.store.ts';
import { organisationHref } from './organisation.pages.ts';
import { listOrganisations } from './organisation.store.ts';

/** Checks on providers: all of them, those of one, recording one, and going on without one. */
export function checkRoutes(door: Door): void {
  const readList = async (visit: Visit) => {
    const { state } = readQuery(visit.req.query, ['state']);
    if (state !== undefined && !CHECK_FILTERS.some(({ value }) => value === state)) {
      throw new Refusal(
        'malformed',
        'state',
        'The address asks for a state that no check has. Choose one of those listed.',
      );
    }
    return { state, table: checkTable(await readCheckRows(visit, state)) };
  };

  door.get('/provider-checks', 'check.read', async (visit) => {
    const { state, table } = await readList(visit);
    visit.show('platform/record', checkListPage(table, state));
  });

  door.table(
    '/provider-checks',
    'check.read',
    async (visit) => {
      return { name: 'provider-checks', table: (await readList(visit)).table };
    },
    { state: textParameter('how a check stands', 'expired') },
  );

  door.get('/organisations/:id/checks/new', 'check.record', async (visit) => {
    const { organisation } = await readChecksShown(visit, String(visit.req.params.id));
    visit.show('platform/form', checkFormPage(organisation));
  });

  door.post('/organisations/:id/checks/new', 'check.record', async (visit) => {
    const { organisation } = await readChecksShown(visit, String(visit.req.params.id));
    await actOnForm(visit, readCheck(visit.req.body, today(visit)), {
      field: 'kind',
      again: (typed, errors) => checkFormPage(organisation, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'check.record', visit.once(), async (act) => {
          await recordCheck(act, { ...wanted, organisationId: organisation.id });
          return {
            subject: { kind: 'organisation', ref: String(organisation.id) },
            detail: { check: wanted.kind, outcome: wanted.outcome, expires: wanted.expiresOn },
            result: null,
          };
        });
        visit.done(organisationHref(organisation.id), `The check (${checkKindShown(wanted.kind)}) was recorded.`);
      },
    });
  });

  door.get('/organisations/:id/checks/override', 'check.override', async (visit) => {
    visit.show('platform/form', checkOverridePage(await readChecksShown(visit, String(visit.req.params.id))));
  });

  door.post('/organisations/:id/checks/override', 'check.override', async (visit) => {
    const shown = await readChecksShown(visit, String(visit.req.params.id));
    const { id } = shown.organisation;
    await actOnForm(visit, readCheckOverride(visit.req.body, today(visit)), {
      field: 'reason',
      again: (typed, errors) => checkOverridePage(shown, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'check.override', visit.once(), async (act) => {
          await overrideChecks(act, { ...wanted, organisationId: id });
          return {
            subject: { kind: 'organisation', ref: String(id) },
            detail: { until: wanted.untilOn },
            result: null,
          };
        });
        visit.done(organisationHref(id), 'Agreements with this provider may be recorded until then.');
      },
    });
  });
}

/** What the checks say on the page of an organisation, to those who may read them. */
export const readCheckPart: ReadPart = async (visit, ref) =>
  visit.may('check.read') ? checkPart(await readChecksShown(visit, ref)) : {};

/**
 * What checks say at the top of a list of providers, all or these: which have expired or failed or expire soon. One
 * that is not recorded stands in the list of checks alone.
 */
export async function readCheckListPart(visit: Visit, organisationIds?: readonly number[]): Promise<PagePart> {
  if (!visit.may('check.read')) return {};
  const rows = await readCheckRows(visit, undefined);
  const warnings = rows.flatMap(({ organisation, kind, state, check }) => {
    if (state === null || state === 'missing' || organisationIds?.includes(organisation.id) === false) return [];
    return checkWarnings(organisation.name, [{ label: checkKindShown(kind), state, check }]);
  });
  return { warnings, links: [PROVIDER_CHECKS] };
}

function today({ office, site }: Visit): Day {
  return officeDay(office, site.clock);
}

async function readChecksShown(visit: Visit, ref: string): Promise<ChecksShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const organisation = await demandOrganisation(db, officeId, /^\d{1,15}$/.test(ref) ? Number(ref) : 0);
  const checks = await listChecks(db, officeId, { organisationId: organisation.id });
  return {
    organisation,
    standing: standingChecks(organisation.kind, checks, today(visit)),
    checks,
    overrides: await listCheckOverrides(db, officeId, { organisationId: organisation.id }),
    names: await readNames(db, officeId),
    may: { record: visit.may('check.record'), override: visit.may('check.override') },
  };
}

/** How every organisation stands with each check, narrowed to one state, or with every check ever recorded. */
async function readCheckRows(visit: Visit, state: string | undefined): Promise<CheckRow[]> {
  const { db } = visit.site;
  const checks = await listChecks(db, visit.office.id);
  const day = today(visit);
  const rows = (await listOrganisations(db, visit.office.id)).flatMap((organisation) => {
    const own = checks.filter(({ organisationId }) => organisationId === organisation.id);
    const standing: CheckRow[] = standingChecks(organisation.kind, own, day).map((one) => ({ organisation, ...one }));
    const shown = new Set(standing.map(({ check }) => check?.id));
    const replaced = own.filter(({ id }) => !shown.has(id));
    return [...standing, ...replaced.map((check) => ({ organisation, kind: check.kind, state: null, check }))];
  });
  if (state === 'all') return rows;
  return rows.filter((row) => (state === undefined ? row.state !== null : row.state === state));
}
