import { type Day, formatDay } from '../calendar/day.ts';
import { shownCount } from '../disclosure/count.ts';
import { initiativeHref } from '../initiatives/initiative-choices.ts';
import { placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { formatCount } from '../platform/count.ts';
import { type Cell, columns, dayCell, number, ref as refCell, type Table, words } from '../platform/table.ts';
import type { Kept } from '../registers/register.ts';
import { ENGAGEMENTS, engagementHref, engagementStateCell, MANNERS, VOICE } from './engagement.ts';
import { ASSURANCE } from './inspection.ts';
import { recommendationHref } from './recommendation.ts';
import { VOICE_CHANGES, voiceChangeStateCell } from './voice-change.ts';

/** What a group said, with every answer to it. */
export interface Heard {
  engagement: Kept;
  changes: readonly Kept[];
}

/** Heard and changed side by side, a row for each answer. */
export function voiceTable(heard: readonly Heard[], today: Day): Table {
  return {
    caption: 'Heard and changed',
    columns: columns(
      'Engagement',
      'Group',
      'When',
      '#Took part',
      'What was heard',
      'Answer',
      'What was decided',
      'Initiative',
      'Done',
      'Fed back',
      'State',
    ),
    rows: heard.flatMap(({ engagement, changes }) =>
      (changes.length === 0 ? [null] : changes).map((change) => [
        ...heardCells(engagement),
        ...(change === null
          ? [...Array.from({ length: 5 }, () => words('')), engagementStateCell(engagement, today)]
          : changedCells(change, today)),
      ]),
    ),
    notes: [],
    empty: ENGAGEMENTS.empty,
  };
}

function heardCells({ ref, answers }: Kept): Cell[] {
  return [
    refCell(ref, engagementHref(ref)),
    words(String(answers.group)),
    dayAnswered(answers.held),
    tookPart(answers),
    words(String(answers.heard)),
  ];
}

function changedCells(change: Kept, today: Day): Cell[] {
  const { answers } = change;
  return [
    words(answers.answer === 'change' ? 'Something changes' : 'No change, because'),
    words(String(answers.what)),
    words(String(answers.initiative ?? '')),
    dayAnswered(answers.done),
    dayAnswered(answers.fedBack),
    voiceChangeStateCell(change, today),
  ];
}

function dayAnswered(day: Kept['answers'][string] | undefined): Cell {
  return dayCell(typeof day === 'string' ? day : null);
}

/** How many took part: hidden when few. */
function tookPart({ tookPart: count }: Kept['answers']): Cell {
  if (typeof count !== 'number') return number('');
  const { value } = shownCount(count, true);
  return value === null
    ? { text: '[c]', kind: 'number', marker: true, file: '[c]' }
    : { text: formatCount(value), kind: 'number', file: value };
}

/** What each group said beside what changed because of it. */
export function voicePage(
  heard: readonly Heard[],
  about: { today: Day; warnings: readonly string[]; mayEnter: boolean; mayAnswer: boolean },
): Page {
  const { today, warnings, mayEnter, mayAnswer } = about;
  return {
    title: VOICE.text,
    wide: true,
    breadcrumbs: [ASSURANCE, { text: VOICE.text }],
    lede: [
      'What groups of children and young people said, in general words, and what changed because of it. “No change, because” is an answer too. Nothing is kept about a single child.',
    ],
    warnings,
    actions: mayEnter ? [{ text: 'Add an engagement', href: `${ENGAGEMENTS.path}/new` }] : [],
    heard: heard.map(({ engagement, changes }) => ({
      ...heardPart(engagement, today),
      answer: mayAnswer
        ? { text: `Answer ${engagement.ref}`, href: `${VOICE_CHANGES.path}/new?engagement=${engagement.ref}` }
        : null,
      changes: changes.map((change) => changePart(change, today)),
    })),
    empty: ENGAGEMENTS.empty,
    note: '[c]: a count of people from 1 to 5 is not shown.',
    links: [
      { text: ENGAGEMENTS.title, href: ENGAGEMENTS.path },
      { text: 'Every answer to what was said', href: VOICE_CHANGES.path },
      { text: 'Download as CSV', href: `${VOICE.href}.csv` },
    ],
  };
}

function heardPart(engagement: Kept, today: Day) {
  const { ref, answers } = engagement;
  const manner = MANNERS.find(({ value }) => value === answers.manner)?.text ?? '';
  const where = typeof answers.district === 'string' ? placeName(answers.district) : 'all West Yorkshire';
  const count = tookPart(answers);
  return {
    ref,
    href: engagementHref(ref),
    heading: `${String(answers.group)}, ${formatDay(String(answers.held))}`,
    about: `${manner}, ${where}${count.text === '' ? '' : `; ${count.text} took part`}.`,
    lines: String(answers.heard).split('\n'),
    state: engagementStateCell(engagement, today),
  };
}

function changePart(change: Kept, today: Day) {
  const { ref, answers } = change;
  const links = [
    ...(typeof answers.initiative === 'string'
      ? [{ text: answers.initiative, href: initiativeHref(answers.initiative) }]
      : []),
    ...(typeof answers.recommendation === 'string'
      ? [{ text: answers.recommendation, href: recommendationHref(answers.recommendation) }]
      : []),
  ];
  return {
    ref,
    href: `${VOICE_CHANGES.path}/${ref}`,
    kind: answers.answer === 'change' ? 'We did' : 'No change, because',
    lines: String(answers.what).split('\n'),
    links,
    state: voiceChangeStateCell(change, today),
  };
}
