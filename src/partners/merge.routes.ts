import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import {
  lookAlikesPage,
  lookAlikeTable,
  mergeChoices,
  mergePage,
  pairChoices,
  pairPage,
  unmergePage,
} from './merge.pages.ts';
import { mergeOrganisations, unmergeOrganisation } from './merge.store.ts';
import { readMerge, readPair, readReason } from './organisation.form.ts';
import { organisationHref } from './organisation.pages.ts';
import { readOrganisations } from './organisation.store.ts';
import type { OrganisationRecord, Organisations } from './organisation.ts';
import { numberAsked, readOrganisationAsked } from './organisation-asked.ts';
import { addDistinct } from './organisation-entry.ts';
import { lookAlikePairs } from './organisation-match.ts';

/** The pages that merge organisations, undo it, and list those that look alike. */
export function mergeRoutes(door: Door): void {
  door.get('/organisations/look-alikes', 'organisation.read', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/record', lookAlikesPage(await readPairTable(visit, visit.may('organisation.merge'))));
  });

  door.table('/organisations/look-alikes', 'organisation.read', async (visit) => {
    readQuery(visit.req.query, []);
    return { name: 'organisations-that-look-alike', table: await readPairTable(visit, false) };
  });

  door.get('/organisations/look-alikes/:pair', 'organisation.merge', async (visit) => {
    const { organisations, pair } = await readPairAsked(visit);
    visit.show('platform/form', pairPage(organisations, pair));
  });

  door.post('/organisations/look-alikes/:pair', 'organisation.merge', async (visit) => {
    const { organisations, pair } = await readPairAsked(visit);
    const [one, other] = pair;
    await actOnForm(visit, readPair(visit.req.body, pairChoices(one, other)), {
      field: 'what',
      again: (typed, errors) => pairPage(organisations, pair, typed, errors),
      act: async ({ what, reason }) => {
        if (what === 'merge-first') return merge(visit, other, { into: one.id, reason });
        if (what === 'merge-second') return merge(visit, one, { into: other.id, reason });
        await perform(visit.site, doer(visit.person), 'organisation.distinct', visit.once(), async (act) => {
          await addDistinct(act, one.id, [other.id], reason);
          return { subject: { kind: 'organisation', ref: String(one.id) }, result: null };
        });
        visit.done('/organisations/look-alikes', `${one.name} and ${other.name} are kept as two.`);
      },
    });
  });

  door.get('/organisations/:id/merge', 'organisation.merge', async (visit) => {
    const { organisations, record } = await readOrganisationAsked(visit);
    visit.show('platform/form', mergePage(record, mergeChoices(organisations, record)));
  });

  door.post('/organisations/:id/merge', 'organisation.merge', async (visit) => {
    const { organisations, record } = await readOrganisationAsked(visit);
    const choices = mergeChoices(organisations, record);
    await actOnForm(visit, readMerge(visit.req.body, choices), {
      field: 'into',
      again: (typed, errors) => mergePage(record, choices, typed, errors),
      act: (wanted) => merge(visit, record, wanted),
    });
  });

  door.get('/organisations/:id/unmerge', 'organisation.merge', async (visit) => {
    const { organisations, record } = await readOrganisationAsked(visit);
    visit.show('platform/form', unmergePage(organisations, record));
  });

  door.post('/organisations/:id/unmerge', 'organisation.merge', async (visit) => {
    const { organisations, record } = await readOrganisationAsked(visit);
    await actOnForm(visit, readReason(visit.req.body), {
      field: 'reason',
      again: (typed, errors) => unmergePage(organisations, record, typed, errors),
      act: async (reason) => {
        await perform(visit.site, doer(visit.person), 'organisation.unmerge', visit.once(), async (act) => {
          await unmergeOrganisation(act, { from: record.id, reason });
          return { subject: { kind: 'organisation', ref: String(record.id) }, result: null };
        });
        visit.done(organisationHref(record.id), `${record.name} stands by itself again.`);
      },
    });
  });
}

async function merge(
  visit: Visit,
  from: OrganisationRecord,
  { into, reason }: { into: number; reason: string },
): Promise<void> {
  await perform(visit.site, doer(visit.person), 'organisation.merge', visit.once(), async (act) => {
    await mergeOrganisations(act, { from: from.id, into, reason });
    return { subject: { kind: 'organisation', ref: String(from.id) }, detail: { into }, result: null };
  });
  visit.done(organisationHref(into), `${from.name} was merged into it.`);
}

async function readPairTable({ site, office }: Visit, mayMerge: boolean) {
  const organisations = await readOrganisations(site.db, office.id);
  return lookAlikeTable(organisations, lookAlikePairs(organisations), mayMerge);
}

/** The two organisations that an address such as `/organisations/look-alikes/3-9` names. */
async function readPairAsked(
  visit: Visit,
): Promise<{ organisations: Organisations; pair: [OrganisationRecord, OrganisationRecord] }> {
  const [one, other, ...rest] = String(visit.req.params.pair).split('-').map(numberAsked);
  if (one === undefined || other === undefined || one === other || rest.length > 0)
    throw notFound('pair of organisations like that');
  const organisations = await readOrganisations(visit.site.db, visit.office.id);
  return { organisations, pair: [organisations.find(one), organisations.find(other)] };
}
