import { perform } from '../audit/act.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { scrubbed } from '../platform/scrub.ts';
import { REMOVALS, removalAskPage, removalFindPage, removalListPage, removalPage } from './removal.pages.ts';
import { askRemoval, declineRemoval, doRemoval, listRemovals, readRemoval } from './removal.store.ts';
import type { RemovalRooms, RemovalTarget } from './removal.ts';
import { soughtFor, whereWords, wordsWith } from './removal-place.ts';

const MOST_FOUND = 50;

/** Removal of personal data by two people: finding it, asking, looking at each place, doing it or declining. */
export function removalRoutes(door: Door, rooms: RemovalRooms): void {
  door.get(REMOVALS.href, 'removal.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const removals = await listRemovals(db, visit.office.id);
    const names = await readNames(db, visit.office.id);
    visit.show('platform/record', removalListPage(removals, names, visit.may('removal.do')));
  });

  findRoutes(door);
  askRoutes(door, rooms);
  decideRoutes(door, rooms);
}

function findRoutes(door: Door): void {
  door.get('/removals/find', 'removal.do', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', removalFindPage(null));
  });

  door.post('/removals/find', 'removal.do', async (visit) => {
    const form = new FormReader(visit.req.body, ['words']);
    const words = form.text('words', 'Words to find', { longest: 200 });
    if (words !== '' && words.length < 3) form.fail('words', 'Words to find must have 3 letters or more');
    await actOnForm(
      visit,
      form.answer(() => words),
      {
        again: (typed, errors) => removalFindPage(null, typed, errors),
        act: async (sought) => {
          const { db } = visit.site;
          const rows = await wordsWith(db, visit.office.id, sought, MOST_FOUND);
          const where = await whereWords(
            db,
            rows.map(({ digest }) => digest),
          );
          const found = rows.map(({ digest, text }) => ({ digest, text, where: where.get(digest) ?? 'A text' }));
          visit.show('platform/form', removalFindPage(found, { words: sought }));
        },
      },
    );
  });
}

function askRoutes(door: Door, rooms: RemovalRooms): void {
  const readTarget = async (visit: Visit): Promise<{ target: RemovalTarget; where: string }> => {
    const target = targetOf(readQuery(visit.req.query, ['text', 'attachment', 'line']));
    const { db } = visit.site;
    await soughtFor(db, visit.office.id, target, rooms);
    if (target.kind !== 'text') return { target, where: target.target };
    const where = (await whereWords(db, [target.target])).get(target.target) ?? 'A text of the record';
    return { target, where };
  };

  door.get('/removals/new', 'removal.ask', async (visit) => {
    const { target, where } = await readTarget(visit);
    visit.show('platform/form', removalAskPage(target, where));
  });

  door.post('/removals/new', 'removal.ask', async (visit) => {
    const { target, where } = await readTarget(visit);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Why it must go', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        field: 'reason',
        again: (typed, errors) => removalAskPage(target, where, typed, errors),
        act: async (said) => {
          const askedOn = officeDay(visit.office, visit.site.clock);
          const { key, input } = visit.once();
          const once = { key, input: { form: input, kind: target.kind, target: target.target } };
          const ref = await perform(visit.site, doer(visit.person), 'removal.ask', once, async (act) => {
            const asked = await askRemoval(act, { ...target, reason: said, askedOn }, rooms);
            return { subject: { kind: 'removal', ref: asked }, detail: { kind: target.kind }, result: asked };
          });
          visit.done(`/removals/${ref}`, `${ref} was asked for, and waits for a second person.`);
        },
      },
    );
  });
}

function targetOf(query: Partial<Record<RemovalTarget['kind'], string>>): RemovalTarget {
  const [first, second] = Object.entries(query) as [RemovalTarget['kind'], string][];
  if (first === undefined || second !== undefined) throw notFound('such thing to remove');
  return { kind: first[0], target: first[1] };
}

function decideRoutes(door: Door, rooms: RemovalRooms): void {
  const page = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> => {
    const { db } = visit.site;
    const shown = await readRemoval(db, visit.office.id, String(visit.req.params.ref), rooms);
    const rights = { may: visit.may('removal.do'), isOwn: shown.removal.askedBy === visit.person.id };
    return removalPage(shown, await readNames(db, visit.office.id), rights, errors, typed);
  };

  door.get('/removals/:ref', 'removal.read', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('documents/removal', await page(visit));
  });

  door.post('/removals/:ref/removal', 'removal.do', async (visit) => {
    const ref = String(visit.req.params.ref);
    const form = new FormReader(visit.req.body, ['places']);
    const seen = form.text('places', 'The list of places', { longest: 64 });
    await actOnForm(
      visit,
      form.answer(() => seen),
      {
        view: 'documents/removal',
        again: (typed, errors) => page(visit, typed, errors),
        act: async (digest) => {
          const work = () =>
            perform(visit.site, doer(visit.person), 'removal.do', visit.once(), async (act) => {
              const places = await doRemoval(act, ref, digest, rooms);
              return { subject: { kind: 'removal', ref }, detail: { places: places.length }, result: places.length };
            });
          const count = await scrubbed(visit.site.db, work);
          visit.done(`/removals/${ref}`, `${ref}: removed from ${count === 1 ? '1 place' : `${count} places`}.`);
        },
      },
    );
  });

  door.post('/removals/:ref/refusal', 'removal.do', async (visit) => {
    const ref = String(visit.req.params.ref);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Why it stays', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        view: 'documents/removal',
        field: 'reason',
        again: (typed, errors) => page(visit, typed, errors),
        act: async (said) => {
          await perform(visit.site, doer(visit.person), 'removal.decline', visit.once(), async (act) => {
            await declineRemoval(act, ref, said);
            return { subject: { kind: 'removal', ref }, result: null };
          });
          visit.done(`/removals/${ref}`, `${ref} was declined.`);
        },
      },
    );
  });
}
