import { formatInstant } from '../../calendar/day.ts';
import type { Interval } from '../../disclosure/audit.ts';
import type { Audience, Fact, Reader } from '../../disclosure/release.ts';
import { factKey } from '../../disclosure/release.ts';
import { isSmall } from '../../disclosure/rule.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { counted, formatCount } from '../../platform/count.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { columns, head, number, type Table, words } from '../../platform/table.ts';
import { SHOWN } from './correction.form.ts';
import { factParts, factShown } from './fact-shown.ts';
import { OFFICE_WITH } from './open-release.ts';
import type { RegisteredRelease, ReleaseDecision } from './register.store.ts';

const OUTCOMES = { text: 'Outcomes', href: '/measures' };
const RELEASES = { text: 'Releases of counts of people', href: '/releases' };

/** Who reads a release, in words. */
function audienceShown(audience: Audience): string {
  if (audience.kind === 'public') return 'Everybody';
  return audience.kind === 'peg' ? 'The Partnership Executive Group' : audience.readers.join(', ');
}

/** A reader in words: a district by its name. */
function readerShown({ name }: Pick<Reader, 'name'>): string {
  if (name === 'PEG') return 'A member of the Partnership Executive Group';
  if (name === 'public') return 'Anybody';
  if (name.startsWith(OFFICE_WITH)) {
    return `Somebody of the office, who reads the returns to the ${name.slice(OFFICE_WITH.length)} too`;
  }
  return name === 'police' ? 'The police' : placeName(name);
}

function paperShown({ kind, ref }: Pick<RegisteredRelease, 'kind' | 'ref'>): string {
  if (kind === 'pack') return `Pack ${ref.replace('/', ', version ')}`;
  if (kind === 'return') return `Return ${ref.replace('/', ', draft ')}`;
  return kind === 'annex' ? `Annex with exact counts to ${ref.replace('/', ', number ')}` : ref;
}

/** The register: every paper that published counts of people, and what people decided about small corrections. */
export function releaseListPage(
  releases: readonly RegisteredRelease[],
  decisions: readonly ReleaseDecision[],
  known: { times: ReadonlyMap<number, string>; names: ReadonlyMap<number, string> },
): Page {
  const timeOf = (seq: number) => formatInstant(known.times.get(seq) ?? '');
  return {
    title: RELEASES.text,
    wide: true,
    breadcrumbs: [OUTCOMES, { text: RELEASES.text }],
    lede: [
      'Each published paper with counts of people, by which rules they were protected, and from whom. ' +
        'What was published before is part of what readers of the next paper know.',
    ],
    sections: [
      {
        table: {
          caption: 'Releases, the latest first',
          captionHidden: true,
          columns: columns('Paper', 'Published', 'Readers', '#Numbers', '#Hidden', '#Withheld', 'Fingerprint'),
          rows: releases
            .toReversed()
            .map((release) => [
              head(paperShown(release), `/releases/${release.id}`),
              words(timeOf(release.seq)),
              words(audienceShown(release.audience)),
              number(formatCount(Object.keys(release.answer.facts).length)),
              number(formatCount(release.answer.hidden.length)),
              number(formatCount(release.answer.withheld.length)),
              words(release.fingerprint.slice(0, 12)),
            ]),
          notes: [],
          empty: 'No paper with counts of people has been published yet.',
        } satisfies Table,
      },
      {
        heading: 'Small corrections that somebody decided about',
        table: {
          caption: 'Decisions, the latest first',
          captionHidden: true,
          columns: columns('Number', 'Decision', 'Why', 'By', 'When'),
          rows: decisions
            .toReversed()
            .map(({ fact, decision, reason, decidedBy, seq }) => [
              head(factShown(fact)),
              words(decision === 'show' ? 'Shown' : 'Hidden'),
              words(reason),
              words(known.names.get(decidedBy) ?? ''),
              words(timeOf(seq)),
            ]),
          notes: [],
          empty: 'Nobody has had to decide about a small correction yet.',
        } satisfies Table,
      },
    ],
  };
}

/** One release: its readers, its rules and what was withheld; no number of it. */
export function releasePage(release: RegisteredRelease, at: string, mayLook: boolean): Page {
  const { answer, readers } = release;
  return {
    title: paperShown(release),
    caption: 'Release of counts of people',
    breadcrumbs: [OUTCOMES, RELEASES, { text: paperShown(release) }],
    actions: mayLook ? [{ text: 'See it as a reader does', href: `/releases/${release.id}/look` }] : [],
    summary: [
      { key: 'Published', cells: [words(formatInstant(at))] },
      { key: 'Readers', cells: [words(audienceShown(release.audience))] },
      { key: 'Protected from', cells: readers.map((reader) => words(readerShown(reader))) },
      { key: 'Numbers', cells: [words(counted(Object.keys(answer.facts).length, 'number', 'numbers'))] },
      { key: 'Hidden', cells: [words(formatCount(answer.hidden.length))] },
      { key: 'Fingerprint', cells: [words(release.fingerprint)] },
      ...(release.kind === 'pack' ? [{ key: 'Paper', cells: [words('Read it', `/packs/${release.ref}`)] }] : []),
    ],
    sections: [
      {
        heading: 'By which rules',
        table: {
          caption: 'The rule of each measure',
          captionHidden: true,
          columns: columns('Measure', 'Rule'),
          rows: Object.entries(answer.rules).map(([measure, rule]) => [
            head(measure, `/measures/${measure}`),
            words(rule),
          ]),
          notes: [],
          empty: 'It holds no measure.',
        } satisfies Table,
      },
      {
        heading: 'What was withheld',
        table: {
          caption: 'What was withheld',
          captionHidden: true,
          columns: columns('Measure', 'What', 'Why'),
          rows: answer.tables.map(({ table, what, why }) => [
            head(table),
            words(what === 'table' ? 'Every number of it' : 'All but the number of the whole county'),
            words(why),
          ]),
          notes: [],
          empty: 'Nothing was withheld.',
        } satisfies Table,
      },
    ],
  };
}

/** Asks as whom somebody wants to see a release. */
export function lookPage(release: RegisteredRelease, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'See a release as a reader does',
      caption: paperShown(release),
      action: `/releases/${release.id}/look`,
      button: 'Show the hidden numbers',
      breadcrumbs: [OUTCOMES, RELEASES, { text: paperShown(release), href: `/releases/${release.id}` }],
      lede: [
        'You will see each hidden number as it is, and between which numbers the reader can tell that it lies from ' +
          'everything they have read and what is their own. That you looked is recorded.',
      ],
    },
    [fields.radios('reader', 'As whom?', readerChoices(release))],
    errors,
  );
}

/** The readers of a release as choices. */
export function readerChoices({ readers }: RegisteredRelease): { value: string; text: string }[] {
  return readers.map((reader) => ({ value: reader.name, text: readerShown(reader) }));
}

/** A release as one reader sees it: each hidden number, and what they can tell of it. */
export function readerViewPage(
  release: RegisteredRelease,
  reader: Reader,
  intervals: Readonly<Record<string, Interval>>,
): Page {
  const facts = new Map(release.release.facts.map((fact) => [factKey(fact), fact]));
  const hidden = release.answer.hidden.filter((key) => facts.has(key));
  const hiddenShares = release.answer.hidden.length - hidden.length;
  return {
    title: `As ${readerShown(reader)
      .replace(/^A(ny)?\b/, (word) => word.toLowerCase())
      .replace(/^(The|Somebody)/, (word) => word.toLowerCase())} sees it`,
    caption: paperShown(release),
    wide: true,
    breadcrumbs: [OUTCOMES, RELEASES, { text: paperShown(release), href: `/releases/${release.id}` }],
    lede: [
      'OFFICIAL-SENSITIVE. These are numbers of children that no reader of the paper sees. Do not copy them.',
      ...(hiddenShares === 0 ? [] : [`${counted(hiddenShares, 'share is', 'shares are')} hidden besides.`]),
    ],
    sections: [
      {
        table: {
          caption: 'Hidden numbers',
          captionHidden: true,
          columns: columns('Measure', 'Place', 'Category', 'Time', '#As it is', 'The reader can tell', 'Why hidden'),
          rows: hidden.toSorted().map((key) => {
            const { measure, place, category, time } = factParts(key);
            const fact = facts.get(key) as Fact;
            return [
              head(measure, `/measures/${measure}`),
              words(place),
              words(category === '' ? 'All' : category),
              words(time),
              number(formatCount(fact.value)),
              words(isOwn(reader, fact) ? 'It is their own' : intervalShown(intervals[key])),
              words(whyHidden(release, fact)),
            ];
          }),
          notes: [],
          empty: 'Nothing is hidden in it.',
        } satisfies Table,
      },
    ],
    links: [{ text: 'See it as another reader', href: `/releases/${release.id}/look` }],
  };
}

function isOwn({ knows }: Reader, { place, measure }: Fact): boolean {
  return knows.places.includes(place) || knows.measures.includes(measure);
}

function whyHidden({ release, answer }: RegisteredRelease, fact: Fact): string {
  const measure = release.measures.find(({ code }) => code === fact.measure);
  const people = measure?.counts === 'people' ? fact.value : fact.people;
  if (answer.withheld.includes(factKey(fact))) return 'Withheld';
  if (fact.hide === true) return 'Few children are behind the rest';
  return measure !== undefined && people !== undefined && isSmall(measure.rule, people)
    ? 'Few children'
    : 'It would give another away';
}

function intervalShown(interval: Interval | undefined): string {
  if (interval === undefined) return 'Nothing';
  const least = interval.least ?? 0;
  if (interval.most === null) return `${formatCount(least)} or more`;
  return interval.most === least
    ? `Exactly ${formatCount(least)}`
    : `From ${formatCount(least)} to ${formatCount(interval.most)}`;
}

/** Asks whether a small correction may be seen. */
export function correctionPage(
  fact: string,
  shownBefore: string | null,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return {
    ...formPage(
      {
        title: 'May this correction be seen?',
        caption: factShown(fact),
        action: '/releases/corrections/new',
        button: 'Record the decision',
        breadcrumbs: [OUTCOMES, RELEASES],
        lede: [
          `${shownBefore === null ? 'Readers have this number as it was.' : `Readers have this number as ${shownBefore}.`} ` +
            'It was corrected by a few children: beside the number that they have, the corrected one would tell by how many. ' +
            'Until somebody decides, no paper with it is published.',
        ],
      },
      [
        fields.radios('decision', 'What do you decide?', SHOWN),
        fields.longText('reason', 'Why', { rows: 3, hint: 'Write no numbers and nothing about a person here.' }),
      ],
      errors,
    ),
    hidden: { fact },
  };
}
