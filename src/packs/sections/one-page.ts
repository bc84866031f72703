import { completenessOf, completenessShown, expectedPlaces, expectedSpots } from '../../outcomes/completeness.ts';
import { listVersions } from '../../outcomes/observation.store.ts';
import { Standing } from '../../outcomes/standing.ts';
import { type Block, type Cell, heading, numeric, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection, type Source, type Told } from '../section.ts';
import { changeCells } from './changes.ts';
import { itemsToDecide } from './decisions-asked.ts';
import { exceptionRows, initiativeExceptions, readExceptions } from './exceptions.ts';
import { KEYS, ratedCell } from './finance-words.ts';

/** How many rows of each kind leave room for the others on one side. */
const MOST_ASKED = 4;
const MOST_EXCEPTIONS = 6;

/** Everything on one side: what is asked, five figures, what is not as it should be, what changed, how complete it is. */
export const ONE_PAGE: PackSection = {
  code: 'one-page',
  title: 'On one page',
  owners: OWNERS.secretariat,
  placing: 'body',
  alone: true,
  always: true,
  prepare: async (source) => {
    const { context } = source;
    const exceptions = await readExceptions(source);
    const observed = await readCompleteness(source);
    const { year } = context;
    return {
      asks: [
        ...[...KEYS, 'spend.awaiting'].map((figure) => ({ figure, scope: { year } })),
        ...context.initiatives.flatMap(({ ref }) =>
          ['over-under-spend', 'budget.current'].map((figure) => ({ figure, scope: { initiative: ref, year } })),
        ),
      ],
      blocks: (told) => [
        heading('one-page-asked', 'What you are asked to recommend'),
        ...asked(told),
        heading('one-page-figures', 'Five figures'),
        fiveFigures(told),
        heading('one-page-exceptions', 'Exceptions'),
        ...exceptionBlocks([...initiativeExceptions(told), ...exceptions]),
        heading('one-page-changes', 'What changed since the last pack'),
        ...changed(told),
        heading('one-page-complete', 'How complete it is'),
        complete(told, observed),
      ],
    };
  },
};

function asked({ context }: Told): Block[] {
  const items = itemsToDecide(context);
  if (items.length === 0) return [said('Nothing is put to this meeting for decision.')];
  const lines = items.slice(0, MOST_ASKED).map(({ number, title, lead }) => `Item ${number}: ${title} (${lead}).`);
  return [said(...lines, ...more(items.length - MOST_ASKED, 'Decisions asked and taken'))];
}

function more(count: number, where: string): string[] {
  return count > 0 ? [`${count} more: see “${where}”.`] : [];
}

function fiveFigures({ context, figures }: Told): Block {
  const { year } = context;
  return {
    kind: 'keys',
    items: KEYS.map((id) => ({
      label: figures.of(id, { year }).label,
      cell: figures.cell(id, { year }),
      beside: id === 'over-under-spend' ? ratedCell(context, figures, null) : null,
      notes: [],
    })),
  };
}

function exceptionBlocks(exceptions: Parameters<typeof exceptionRows>[0]): Block[] {
  if (exceptions.length === 0) return [said('None: no initiative is rated amber or red, and nothing is overdue.')];
  const rows = exceptionRows(exceptions);
  return [
    table(
      'The gravest first',
      [text('Rating'), text('What'), numeric('Amount'), text('See')],
      rows.slice(0, MOST_EXCEPTIONS),
      more(rows.length - MOST_EXCEPTIONS, 'the sections that follow'),
    ),
  ];
}

function changed({ context, changes, figures }: Told): Block[] {
  if (changes === null) return [said('No pack of an earlier meeting was published.')];
  const ofFund = changes.changed.filter(
    ({ now }) => (KEYS as readonly string[]).includes(now.figure) && now.scope.initiative === undefined,
  );
  const counts = said(
    `${changes.changed.length} figures changed and ${changes.same} stayed since the pack ${changes.pack.meetingRef}. ` +
      'Each is under “What changed since the last pack”.',
  );
  const [first] = ofFund;
  if (first === undefined) return [counts];
  const ids = [first.asked.before, ...first.asked.parts];
  return [
    table(
      `The whole fund since the pack ${context.last?.meetingRef}`,
      [text('Figure'), ...ids.map((id) => numeric(figures.of(id, first.scope).label)), numeric('In this pack')],
      ofFund.map((change) => [words(change.now.label), ...changeCells(change, figures)]),
    ),
    counts,
  ];
}

function complete({ context, figures }: Told, observed: string): Block {
  const { initiatives, papers, year } = context;
  const written = papers.highlights.filter(({ initiative }) => initiatives.some(({ ref }) => ref === initiative));
  const unpublished = figures.of('spend.to-date', { year }).leavesOut;
  const rows: Cell[][] = [
    [words('Counts due in the quarters shown'), words(observed)],
    [words('Highlight reports'), words(`${written.length} of ${initiatives.length} written`)],
    [words('Spend entered and not yet approved'), figures.cell('spend.awaiting', { year })],
    [words('Left out of totals'), words(unpublished.length === 0 ? 'Nothing' : unpublished.join(', '))],
  ];
  return table('What stands behind it', [text('What'), text('How far')], rows);
}

/** How many of the counts that measures are expected to have in the quarters shown are approved. */
async function readCompleteness({ db, officeId, context, upToSeq }: Source): Promise<string> {
  const versions = await listVersions(db, officeId, { upToSeq });
  const standing = new Standing(versions);
  const found = { expected: 0, approved: 0, awaiting: 0, returned: 0 };
  for (const { measures } of context.initiatives) {
    for (const measure of measures) {
      const known = new Set(versions.filter((one) => one.measure === measure.code).map(({ place }) => place));
      const own = completenessOf(expectedSpots(measure, expectedPlaces(measure, known), context.quarters), standing);
      found.expected += own.expected;
      found.approved += own.approved;
      found.awaiting += own.awaiting;
      found.returned += own.returned;
    }
  }
  return completenessShown(found);
}
