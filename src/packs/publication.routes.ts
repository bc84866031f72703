import { findMeeting } from '../meetings/meeting.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { findObstacles } from './obstacle.ts';
import { findPack, nextVersion } from './pack.store.ts';
import { publicationPage, withdrawalPage } from './publication.pages.ts';
import { publishPack } from './publish.ts';
import { withdrawPack } from './withdraw.ts';

const LONGEST_REASON = 500;

/** Publishing a pack, and taking the latest version back. */
export function publicationRoutes(door: Door): void {
  door.get('/meetings/:ref/publication', 'pack.publish', async (visit) => {
    await showPublication(visit, {}, [], 200);
  });

  door.post('/meetings/:ref/publication', 'pack.publish', async (visit) => {
    const form = new FormReader(visit.req.body, ['why']);
    const why = form.text('why', 'Reason', { optional: true, longest: LONGEST_REASON });
    const answer = form.answer(() => (why === '' ? null : why));
    if (!answer.ok) return showPublication(visit, answer.typed, answer.errors, 400);
    try {
      const version = await publishPack(visit.site, visit.person, refOf(visit), visit.once(), answer.value);
      const href = `/meetings/${refOf(visit)}/packs`;
      const link = { text: 'Read it', href: `/packs/${refOf(visit)}/${version}` };
      visit.done(href, `Version ${version} was published.`, link);
    } catch (error) {
      if (!(error instanceof Refusal) || !['refused', 'conflict'].includes(error.kind)) throw error;
      const field = error.field ?? 'publish';
      await showPublication(visit, form.typed, [{ field, message: error.message }], error.status);
    }
  });

  door.get('/packs/:ref/:version/withdrawal', 'pack.withdraw', async (visit) => {
    const pack = await packOf(visit);
    visit.show('platform/form', withdrawalPage(pack, {}, []));
  });

  door.post('/packs/:ref/:version/withdrawal', 'pack.withdraw', async (visit) => {
    const pack = await packOf(visit);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Why it is withdrawn', { longest: LONGEST_REASON });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        field: 'reason',
        again: (typed, errors) => withdrawalPage(pack, typed, errors),
        act: async () => {
          const wanted = { meetingRef: pack.meetingRef, version: String(pack.version), reason };
          await withdrawPack(visit.site, visit.person, wanted, visit.once());
          visit.done(`/meetings/${pack.meetingRef}/packs`, `Version ${pack.version} was withdrawn.`);
        },
      },
    );
  });
}

async function showPublication(
  visit: Visit,
  typed: Typed,
  errors: readonly FieldError[],
  status: number,
): Promise<void> {
  const { db } = visit.site;
  const meeting = await findMeeting(db, visit.office.id, refOf(visit));
  const version = await nextVersion(db, visit.office.id, meeting.ref);
  const assembled = await assemble(db, visit.office.id, meeting.ref, version);
  const obstacles = await findObstacles(db, visit.office.id, assembled, await readNames(db, visit.office.id));
  visit.show('packs/publication', publicationPage({ assembled, obstacles, version }, { typed, errors }), status);
}

function packOf(visit: Visit) {
  return findPack(visit.site.db, visit.office.id, refOf(visit), String(visit.req.params.version));
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}
