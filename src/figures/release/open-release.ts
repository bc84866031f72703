import type { Knex } from 'knex';
import type { Act } from '../../audit/act.ts';
import type { Moment } from '../../audit/moment.ts';
import type { ProtectedRelease, Request } from '../../disclosure/protect.ts';
import { type Audience, hasRead, type Reader, readersOf } from '../../disclosure/release.ts';
import { type Books, type Marker, openBooks } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import { observed } from '../../outcomes/observed.ts';
import { DISTRICTS } from '../../partners/place.ts';
import { installationSecret } from '../../people/installation.ts';
import type { Db } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { figureKey } from '../figure-key.ts';
import { type CountRelease, countRelease, definedRule, type RuleOf } from './count-release.ts';
import { factShown } from './fact-shown.ts';
import { setGate } from './gate.ts';
import { olderPapers } from './older-paper.ts';
import { protectAside } from './protect-aside.ts';
import {
  addRelease,
  asEarlier,
  lastReleaseId,
  listDecisions,
  listReleases,
  type RegisteredRelease,
  type ReleaseContent,
  type ReleaseKind,
} from './register.store.ts';
import { ReleaseGate } from './release-gate.ts';

/** What is to be published together, and to whom. */
export interface ReleaseAsked {
  kind: ReleaseKind;
  ref: string;
  audience: Audience;
  moment: Moment;
  asked: readonly FigureAsked[];
  ruleOf?: RuleOf;
  /** Books of that moment that are open already, whose counts read as released from then on. */
  books?: Books;
}

/** A release that is protected and not registered yet. */
export interface OpenRelease {
  kind: ReleaseKind;
  ref: string;
  asAtSeq: number;
  request: Pick<Request, 'release' | 'readers' | 'earlier'> & { decisions: Record<string, 'show' | 'hide'> };
  answer: ProtectedRelease;
  marks: Record<string, Marker>;
  /** Which figures it answers, by figure and scope. */
  asked: ReadonlySet<string>;
  /** The newest release that it was protected against. */
  seen: number;
}

/**
 * Protects every count of people that is asked for against all readers of an audience, who know all that was published
 * to them before, and answers books from which only what may be published can be read.
 */
export async function openRelease(
  db: Db,
  officeId: number,
  about: ReleaseAsked,
): Promise<{ books: Books; release: OpenRelease }> {
  const books = about.books ?? openBooks(db, officeId, about.moment);
  const all = await observed(books);
  const counts = countRelease(all, { ...about, id: `${about.kind} ${about.ref}`, ruleOf: about.ruleOf ?? definedRule });
  const seen = await lastReleaseId(db, officeId);
  const registered = await listReleases(db, officeId);
  const own = {
    districts: DISTRICTS.map(({ code }) => code),
    police: [...all.measures.values()].filter(({ keptBy }) => keptBy === 'police').map(({ code }) => code),
  };
  const readers = [...readersOf(about.audience, own), ...officeReaders(about, registered)];
  const decisions = Object.fromEntries(
    (await listDecisions(db, officeId)).map(({ fact, decision }) => [fact, decision]),
  );
  const older = await olderPapers(
    db,
    officeId,
    registered.map((one) => one.seq),
  );
  const earlier = [...older, ...registered.map(asEarlier)].filter(({ release }) =>
    readers.some((one) => hasRead(one, release.audience)),
  );
  const request = { release: counts.release, earlier, readers, decisions };
  const answer = await protectAside({
    ...request,
    secret: await secretOf(db, officeId),
    kept: registered.flatMap((one) => one.answer.groups),
  });
  setGate(books, new ReleaseGate(all, counts, answer));
  return {
    books,
    release: {
      kind: about.kind,
      ref: about.ref,
      asAtSeq: about.moment.seq,
      request,
      answer,
      marks: marksOf(counts),
      asked: new Set(counts.asked.keys()),
      seen,
    },
  };
}

/**
 * Books from which counts of people read as a registered release published them, so that a paper can be made again as it
 * was; without such a release they read as on any page.
 */
export async function openRegistered(db: Db, officeId: number, about: Omit<ReleaseAsked, 'audience'>): Promise<Books> {
  const books = openBooks(db, officeId, about.moment);
  const registered = (await listReleases(db, officeId)).find(
    ({ kind, ref }) => kind === about.kind && ref === about.ref,
  );
  if (registered === undefined) return books;
  const all = await observed(books);
  const { audience } = registered;
  const counts = countRelease(all, {
    ...about,
    audience,
    id: `${about.kind} ${about.ref}`,
    ruleOf: about.ruleOf ?? definedRule,
  });
  setGate(books, new ReleaseGate(all, counts, registered.answer));
  return books;
}

/** Whether a figure is a count of people, or what one changed by, that was protected for the release's readers alone. */
export function isGuarded({ asked }: OpenRelease, figure: string, scope: Scope): boolean {
  return figure.startsWith('since-count.') || asked.has(figureKey(figure, scope));
}

/**
 * The office reads its returns and what the group reads: a number that one of them shows must not give away what the
 * other hides. Who looks at exact counts of an annex may see them.
 */
function officeReaders({ kind, audience }: ReleaseAsked, registered: readonly RegisteredRelease[]): Reader[] {
  if (kind === 'annex') return [];
  const returns = [...registered, { kind, audience }].filter((one) => one.kind === 'return');
  const names = new Set(returns.flatMap((one) => (one.audience.kind === 'named' ? one.audience.readers : [])));
  return [...names].toSorted().map((name) => ({
    name: `${OFFICE_WITH}${name}`,
    readsPeg: true,
    readsAs: name,
    knows: { places: [], measures: [] },
  }));
}

/** How readers of the office begin, before whose returns they read. */
export const OFFICE_WITH = 'office, with ';

function marksOf({ asked }: CountRelease): Record<string, Marker> {
  const marked = [...asked.values()].filter((one) => one.key !== null && one.marker !== '');
  return Object.fromEntries(marked.map((one) => [one.key as string, one.marker]));
}

/**
 * Refused by name: `held-corrections` while a person has to decide about a small correction, `given-away` where
 * readers could work a hidden number out whatever is hidden now.
 */
export function demandPublishable({ answer }: OpenRelease): void {
  if (answer.status === 'given-away') {
    const names = [...new Set(answer.givenAway.map(({ key }) => factShown(key)))].join('; ');
    throw refused(
      'given-away',
      `What was published before gives small numbers of people away together with this, whatever is hidden now: ${names}. ` +
        'Leave these measures out, or correct what was published.',
    );
  }
  if (answer.status === 'held') {
    const names = answer.held.map(({ key }) => factShown(key)).join('; ');
    throw refused(
      'held-corrections',
      `A correction of few children waits for a decision whether it may be seen: ${names}.`,
    );
  }
}

/** Registers a protected release within the act that publishes it. */
export async function registerRelease(act: Act, release: OpenRelease): Promise<void> {
  if (release.request.release.tables.length === 0) return;
  await addRelease(act, release, contentOf(release), release.answer.fingerprint);
}

function contentOf({ request, answer, marks }: OpenRelease): ReleaseContent {
  const { release, readers, decisions } = request;
  const { release: _id, intervals: _intervals, fingerprint: _fingerprint, ...kept } = answer;
  const groups = kept.groups.map((group) => ({ ...group, intervals: {} }));
  const facts = new Set(release.facts.map(({ measure, place }) => `${measure}|${place}`));
  const isOurs = (key: string) => facts.has(key.split('|').slice(0, 2).join('|'));
  return {
    release,
    readers,
    decisions: Object.fromEntries(Object.entries(decisions).filter(([key]) => isOurs(key))),
    answer: { ...kept, groups },
    marks,
  };
}

const secrets = new WeakMap<object, Map<number, Promise<string>>>();

/** What fingerprints of an office's releases are made with, so that nobody finds a small count by trying. */
function secretOf(db: Db, officeId: number): Promise<string> {
  const known = secrets.get(db) ?? new Map<number, Promise<string>>();
  secrets.set(db, known);
  const secret = known.get(officeId) ?? installationSecret(db as Knex, `release ${officeId}`);
  known.set(officeId, secret);
  return secret;
}
