import { Audit, type Interval } from './audit.ts';
import { fingerprint } from './fingerprint.ts';
import { groupsOf } from './group.ts';
import {
  type Around,
  type GivenAway,
  type Held,
  type Limits,
  type ProtectedGroup,
  Protection,
  type Withheld,
} from './protection.ts';
import type { Pattern, Quantity, Statement } from './quantity.ts';
import type { Earlier, Published, Reader, Release } from './release.ts';
import { rounded, ruleWords } from './rule.ts';
import { type Decisions, stateOf } from './statement.ts';

/** Part of every fingerprint: what was protected in another way is protected again. */
const WAY = 'LP, version 1; yalps 0.6.4; highs 1.15.3';
const LIMITS: Limits = { calls: 20_000, tries: 60 };

/** What is to be protected, from whom, and what is known already. Plain data, as a worker can be handed it. */
export interface Request {
  release: Release;
  /** All releases that any of the readers has, the oldest first. */
  earlier: Earlier[];
  readers: Reader[];
  /** What a person decided about small corrections. */
  decisions: Decisions;
  /** Of the office: without it nobody can find a small count out of a fingerprint by trying. */
  secret: string;
  /** Groups of earlier answers; used again where nothing of them changed. */
  kept: ProtectedGroup[];
  limits?: Limits;
}

/** A release as it may be published, and what the register of releases keeps of it. */
export interface ProtectedRelease {
  release: string;
  /** `held` while corrections wait for a person, `given-away` where readers know too much already. */
  status: 'protected' | 'held' | 'given-away';
  /** The rule of each measure, as it is printed. */
  rules: Record<string, string>;
  /** What stands in the tables, by key. */
  facts: Record<string, Published>;
  ratios: Record<string, Published>;
  /** Keys of the facts and ratios that are hidden, and of those that are withheld. */
  hidden: string[];
  withheld: string[];
  tables: Withheld[];
  held: Held[];
  givenAway: GivenAway[];
  /** What the first reader can work out of each fact that is hidden. Never printed with the release. */
  intervals: Record<string, Interval>;
  fingerprint: string;
  groups: ProtectedGroup[];
}

/**
 * Protects a release: hides small numbers and whatever would give them away to any of its readers, who know all that
 * was published to them before and what is their own. What cannot be protected is withheld. The same request has the
 * same answer, in whatever order its facts and tables stand. Throws RangeError where facts contradict one another.
 */
export async function protectRelease(request: Request, around: Around = (call) => call()): Promise<ProtectedRelease> {
  if (request.readers.length === 0) throw new RangeError('a release has readers');
  const statement = stateOf(request.release, request.earlier, request.decisions);
  const { readers, decisions, limits = LIMITS } = request;
  const groups: ProtectedGroup[] = [];
  for (const group of groupsOf(statement)) {
    const mark = fingerprintOf(group, request);
    const kept = request.kept.find((one) => one.fingerprint === mark);
    const from = { tables: tablesOf(group, request.release), readers, decisions, limits, around };
    groups.push(kept ?? (await new Protection(group, from).protect(mark)));
  }
  return answerOf(request, statement, groups);
}

/** The fingerprint of the answer, and whether making it takes work that kept groups do not save. */
export function openGroups(request: Request): { fingerprint: string; isOpen: boolean } {
  const groups = groupsOf(stateOf(request.release, request.earlier, request.decisions));
  const marks = groups.map((group) => fingerprintOf(group, request));
  const kept = new Set(request.kept.map((group) => group.fingerprint));
  const isOpen = groups.some(
    ({ quantities }, index) =>
      !kept.has(marks[index] as string) && quantities.some(({ need, primary }) => need !== null || primary),
  );
  return { fingerprint: fingerprintOfAll(request, marks), isOpen };
}

/** The release with everything hidden that hangs together with people: for when protecting it was broken off. */
export function withholdRelease(request: Request, why: string): ProtectedRelease {
  const statement = stateOf(request.release, request.earlier, request.decisions);
  const groups = groupsOf(statement).map((group): ProtectedGroup => {
    const isOpen = group.quantities.every(({ need, primary }) => need === null && !primary);
    const facts = isOpen ? [] : group.quantities.filter(({ published }) => published).map(({ key }) => key);
    const ratios = isOpen ? [] : group.ratios.filter(({ published }) => published).map(({ key }) => key);
    const tables = isOpen ? [] : tablesOf(group, request.release);
    return {
      // None, so that what was broken off is never used again.
      fingerprint: '',
      hidden: [...facts, ...ratios],
      withheld: facts,
      tables: tables.map(({ name }) => ({ table: name, what: 'table', why })),
      held: [],
      givenAway: [],
      intervals: {},
      calls: { protecting: 0, auditing: 0 },
    };
  });
  return answerOf(request, statement, groups);
}

/** What a reader can work out of each fact that is hidden in an answer, for the page that shows their view of it. */
export async function intervalsFor(
  request: Request,
  answer: Pick<ProtectedRelease, 'hidden' | 'withheld'>,
  reader: Reader,
): Promise<Record<string, Interval>> {
  const hidden = new Set(answer.hidden);
  const found: Record<string, Interval> = {};
  for (const group of groupsOf(stateOf(request.release, request.earlier, request.decisions))) {
    const pattern = patternOf(group, hidden, new Set(answer.withheld));
    if (pattern.hidden.size === 0) continue;
    const audit = await Audit.open(group, [reader]);
    try {
      const intervals = audit.intervals(pattern, reader);
      for (const index of pattern.hidden) {
        const interval = intervals.get(index);
        if (interval !== undefined) found[(group.quantities[index] as Quantity).key] = interval;
      }
    } finally {
      audit.close();
    }
  }
  return found;
}

function patternOf({ quantities, ratios }: Statement, hidden: Set<string>, withheld: Set<string>): Pattern {
  const within = (keys: Set<string>, all: readonly { key: string; published: boolean }[]): Set<number> =>
    new Set([...all.keys()].filter((index) => all[index]?.published === true && keys.has(all[index]?.key as string)));
  return {
    hidden: within(hidden, quantities),
    withheld: within(withheld, quantities),
    hiddenRatios: within(hidden, ratios),
  };
}

function tablesOf({ quantities }: Statement, { tables }: Release): Release['tables'] {
  const keys = new Set(quantities.map(({ key }) => key));
  return tables
    .filter(({ facts }) => facts.some((key) => keys.has(key)))
    .map(({ name, facts, ratios }) => ({ name, facts: facts.filter((key) => keys.has(key)), ratios }));
}

function fingerprintOf(group: Statement, { release, readers, decisions, secret, limits = LIMITS }: Request): string {
  const keys = new Set(group.quantities.map(({ key }) => key));
  return fingerprint(secret, {
    way: WAY,
    group,
    tables: tablesOf(group, release)
      .map(({ name, facts, ratios }) => ({ name, facts: facts.toSorted(), ratios: ratios.toSorted() }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    readers,
    decisions: Object.fromEntries(Object.entries(decisions).filter(([key]) => keys.has(key))),
    limits,
  });
}

function fingerprintOfAll({ secret, release }: Request, groups: readonly string[]): string {
  return fingerprint(secret, { release: release.id, groups });
}

function answerOf(request: Request, statement: Statement, groups: ProtectedGroup[]): ProtectedRelease {
  const { release } = request;
  const hidden = groups.flatMap((group) => group.hidden);
  const isHidden = new Set(hidden);
  const givenAway = groups.flatMap((group) => group.givenAway);
  const held = groups.flatMap((group) => group.held);
  const facts: ProtectedRelease['facts'] = {};
  for (const { key, value, rule, published } of statement.quantities) {
    if (published) facts[key] = isHidden.has(key) ? HIDDEN : { value: rounded(rule, value), marker: '' };
  }
  const ratios: ProtectedRelease['ratios'] = {};
  for (const { key, value, published } of statement.ratios) {
    if (!published) continue;
    ratios[key] = isHidden.has(key) ? HIDDEN : value === null ? { value, marker: 'z' } : { value, marker: '' };
  }
  return {
    release: release.id,
    status: givenAway.length > 0 ? 'given-away' : held.length > 0 ? 'held' : 'protected',
    rules: Object.fromEntries(release.measures.map(({ code, rule }) => [code, ruleWords(rule)])),
    facts: inOrder(facts),
    ratios: inOrder(ratios),
    hidden,
    withheld: groups.flatMap((group) => group.withheld),
    tables: groups.flatMap((group) => group.tables),
    held,
    givenAway,
    intervals: Object.assign({}, ...groups.map((group) => group.intervals)),
    fingerprint: fingerprintOfAll(
      request,
      groups.map((group) => group.fingerprint),
    ),
    groups,
  };
}

const HIDDEN: Published = { value: null, marker: 'c' };

function inOrder(published: Record<string, Published>): Record<string, Published> {
  return Object.fromEntries(Object.entries(published).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
