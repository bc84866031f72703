import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { findDecision } from './decision.store.ts';
import { readPublication } from './decision-notice.form.ts';
import { noticeHref, noticePage, publicationPage } from './decision-notice.pages.ts';
import { publishNotice, readNotice } from './decision-notice.store.ts';

/** Decision notices: the one that stands, each version for good, and publishing one. */
export function decisionNoticeRoutes(door: Door): void {
  const show = async (visit: Visit, version?: number) => {
    readQuery(visit.req.query, []);
    const { site, office, req } = visit;
    visit.show(
      'funds/decision-notice',
      noticePage(await readNotice(site.db, office.id, String(req.params.ref), office.name, version)),
    );
  };

  door.get('/decisions/:ref/notice', 'fund.read', (visit) => show(visit));

  door.get('/decisions/:ref/notices/:version', 'fund.read', async (visit) => show(visit, versionOf(visit)));

  door.get('/decisions/:ref/notices/:version/publication', 'decision.publish', async (visit) => {
    const { site, office, req } = visit;
    const decision = await findDecision(site.db, office.id, String(req.params.ref));
    visit.show('platform/form', publicationPage(decision, versionOf(visit), officeDay(office, site.clock)));
  });

  door.post('/decisions/:ref/notices/:version/publication', 'decision.publish', async (visit) => {
    const { site, office, req } = visit;
    const decision = await findDecision(site.db, office.id, String(req.params.ref));
    const { ref } = decision;
    const version = versionOf(visit);
    const today = officeDay(office, site.clock);
    await actOnForm(visit, readPublication(req.body, today), {
      field: 'published-day',
      again: (typed, errors) => publicationPage(decision, version, today, typed, errors),
      act: async (publishedOn) => {
        await perform(site, doer(visit.person), 'decision.publish', visit.once(), async (act) => {
          await publishNotice(act, ref, { version, publishedOn, office: office.name }, today);
          return { subject: { kind: 'decision', ref }, detail: { version, publishedOn }, result: null };
        });
        visit.done(`/decisions/${ref}`, `The notice of ${ref} was published.`, {
          text: 'Read it as it is published',
          href: noticeHref(ref, version),
        });
      },
    });
  });
}

/** The version that an address names; not found when it is no number of a version. */
export function versionOf({ req }: Visit): number {
  const text = String(req.params.version);
  if (!/^[1-9]\d{0,4}$/.test(text)) throw notFound(`version ${text.slice(0, 20)} of ${req.params.ref}`);
  return Number(text);
}
