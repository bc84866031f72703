import { perform } from '../../audit/act.ts';
import { timesOfActs } from '../../audit/moment.ts';
import { hasRead } from '../../disclosure/release.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { FormReader, readQuery } from '../../platform/form.ts';
import { readCorrection } from './correction.form.ts';
import { factShown, readFact } from './fact-shown.ts';
import { intervalsAside } from './protect-aside.ts';
import {
  addDecision,
  asEarlier,
  findRelease,
  listDecisions,
  listReleases,
  type RegisteredRelease,
  shownIn,
} from './register.store.ts';
import {
  correctionPage,
  lookPage,
  readerChoices,
  readerViewPage,
  releaseListPage,
  releasePage,
} from './release.pages.ts';

/** The register of releases, what a reader can tell of one, and decisions about small corrections. */
export function releaseRoutes(door: Door): void {
  door.get('/releases', 'release.read', async (visit) => {
    const { db } = visit.site;
    const releases = await listReleases(db, visit.office.id);
    const decisions = await listDecisions(db, visit.office.id);
    const times = await timesOfActs(
      db,
      visit.office.id,
      [...releases, ...decisions].map(({ seq }) => seq),
    );
    const names = await readNames(db, visit.office.id);
    visit.show('platform/record', releaseListPage(releases, decisions, { times, names }));
  });

  door.get('/releases/corrections/new', 'release.decide', async (visit) => {
    const fact = readFact(readQuery(visit.req.query, ['fact']).fact);
    visit.show('platform/form', correctionPage(fact, await shownBefore(visit, fact)));
  });

  door.post('/releases/corrections/new', 'release.decide', async (visit) => {
    const answer = readCorrection(visit.req.body);
    const fact = readFact(answer.ok ? answer.value.fact : answer.typed.fact);
    const before = await shownBefore(visit, fact);
    await actOnForm(visit, answer, {
      again: (typed, errors) => correctionPage(fact, before, typed, errors),
      act: async ({ decision, reason }) => {
        await perform(visit.site, doer(visit.person), 'release.decide', visit.once(), async (act) => {
          await addDecision(act, { fact, decision, reason, decidedBy: visit.person.id });
          return { subject: { kind: 'correction', ref: fact }, detail: { decision }, result: null };
        });
        visit.done('/releases', `Decided: ${factShown(fact)} is ${decision === 'show' ? 'shown' : 'hidden'}.`);
      },
    });
  });

  door.get('/releases/:id', 'release.read', async (visit) => {
    const release = await releaseOf(visit);
    const times = await timesOfActs(visit.site.db, visit.office.id, [release.seq]);
    visit.show('platform/record', releasePage(release, times.get(release.seq) as string, visit.may('release.look')));
  });

  door.get('/releases/:id/look', 'release.look', async (visit) => {
    visit.show('platform/form', lookPage(await releaseOf(visit)));
  });

  // Each look at hidden numbers is an act of its own, the same form sent again too, so that the record says who saw them.
  door.post('/releases/:id/look', 'release.look', async (visit) => {
    const release = await releaseOf(visit);
    const form = new FormReader(visit.req.body, ['reader']);
    const name = form.choice('reader', 'Reader', readerChoices(release));
    await actOnForm(
      visit,
      form.answer(() => name),
      {
        again: (typed, errors) => lookPage(release, typed, errors),
        act: async () => showAs(visit, release, name),
      },
    );
  });
}

async function showAs(visit: Visit, release: RegisteredRelease, name: string): Promise<void> {
  const reader = release.readers.find((one) => one.name === name) as RegisteredRelease['readers'][number];
  const earlier = (await listReleases(visit.site.db, visit.office.id))
    .filter((other) => other.id < release.id && hasRead(reader, other.audience))
    .map(asEarlier);
  const intervals = await intervalsAside(
    { release: release.release, earlier, readers: [reader], decisions: release.decisions, secret: '', kept: [] },
    { hidden: release.answer.hidden, withheld: release.answer.withheld },
    reader,
  );
  await perform(visit.site, doer(visit.person), 'release.look', null, async () => ({
    subject: { kind: 'release', ref: `${release.kind} ${release.ref}` },
    detail: { reader: name },
    result: null,
  }));
  visit.show('platform/record', readerViewPage(release, reader, intervals));
}

function releaseOf(visit: Visit): Promise<RegisteredRelease> {
  return findRelease(visit.site.db, visit.office.id, String(visit.req.params.id));
}

/** How the group or everybody saw an earlier version of a number. */
async function shownBefore(visit: Visit, fact: string): Promise<string | null> {
  const name = `${fact.slice(0, fact.lastIndexOf('@'))}@`;
  const releases = await listReleases(visit.site.db, visit.office.id);
  for (const release of releases.toReversed()) {
    const key = Object.keys(release.answer.facts).find((one) => one.startsWith(name) && one !== fact);
    const value = key === undefined ? undefined : shownIn(release, key)?.value;
    if (value !== undefined && value !== null) return String(value);
  }
  return null;
}
