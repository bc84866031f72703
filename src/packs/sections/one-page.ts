import type { Scope } from '../../ledger/scope.ts';
import {
  completenessOf,
  completenessShown,
  expectedPlaces,
  expectedSpots,
  knownPlaces,
} from '../../outcomes/completeness.ts';
import { versionsIn } from '../../outcomes/observed.ts';
import { Standing } from '../../outcomes/standing.ts';
import { listTargets } from '../../outcomes/target.store.ts';
import { type Block, type Cell, numeric, said, table, text, words } from '../pack.ts';
import { OWNERS, type PackSection, type Source, type Told } from '../section.ts';
import { askedOf, isToRecommend } from './asked.ts';
import { changeTable } from './changes.ts';
import { restrictedShown } from './decisions.ts';
import { exceptionRows, initiativeExceptions, readExceptions } from './exceptions.ts';
import { KEYS, ratedCell, ratingAsks } from './finance-words.ts';

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
      asks: [...[...KEYS, 'spend.awaiting'].map((figure) => ({ figure, scope: { year } })), ...ratingAsks(context)],
      blocks: (told) => [
        asked(told),
        fiveFigures(told),
        exceptionBlock([...initiativeExceptions(told), ...exceptions]),
        ...changed(told),
        complete(told, observed),
      ],
    };
  },
};

function asked({ context }: Told): Block {
  const { open, items, restricted } = askedOf(context);
  const rows = [
    ...open.filter(isToRecommend).map((one) => [words(one.ref), words(one.title), words(one.asked)]),
    ...items.map(({ number, title, lead }) => [words(`Item ${number}`), words(title), words(`Put by: ${lead}`)]),
  ];
  const notes = [
    ...more(rows.length - MOST_ASKED, 'Decisions asked and taken'),
    ...(restricted === 0 ? [] : [restrictedShown(restricted)]),
  ];
  if (rows.length === 0) return said('You are asked to recommend nothing.', ...notes);
  return table(
    'What you are asked to recommend',
    [text('Which'), text('Title'), text('What is asked')],
    rows.slice(0, MOST_ASKED),
    notes,
  );
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

function exceptionBlock(exceptions: Parameters<typeof exceptionRows>[0]): Block {
  if (exceptions.length === 0) return said('No exceptions: nothing is rated amber or red, and nothing is overdue.');
  const rows = exceptionRows(exceptions);
  return table(
    'Exceptions, the gravest first',
    [text('Rating'), text('What'), numeric('Amount'), text('See')],
    rows.slice(0, MOST_EXCEPTIONS),
    more(rows.length - MOST_EXCEPTIONS, 'the sections that follow'),
  );
}

/** The whole fund's figures that changed; the others are counted, and stand in a section of their own. */
function changed({ changes, figures }: Told): Block[] {
  if (changes === null) return [said('No pack of an earlier meeting was published, so nothing has changed since.')];
  const { pack, same } = changes;
  const ofFund = changes.changed.filter(({ now }) => now.unit === 'pence' && isOfFund(now.scope));
  const shown = ofFund.filter(({ now }) => (KEYS as readonly string[]).includes(now.figure));
  const counts = `${changes.changed.length} figures changed and ${same} stayed since the pack ${pack.meetingRef}.`;
  if (shown.length === 0) return [said(`What changed since the last pack: ${counts}`)];
  return [changeTable('What changed since the last pack', shown.slice(0, KEYS.length), figures, [counts])];
}

function isOfFund({ year: _, ...scope }: Scope): boolean {
  return Object.keys(scope).length === 0;
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
  return table('How complete it is', [text('What'), text('How far')], rows);
}

/** How many of the counts that measures are expected to have in the quarters shown are approved. */
async function readCompleteness({ db, officeId, context, upToSeq }: Source): Promise<string> {
  const versions = await versionsIn(context.books);
  const targets = await listTargets(db, officeId, upToSeq);
  const spots = context.initiatives.flatMap(({ measures }) =>
    measures.flatMap((measure) =>
      expectedSpots(measure, expectedPlaces(measure, knownPlaces(measure, versions, targets)), context.quarters),
    ),
  );
  return completenessShown(completenessOf(spots, new Standing(versions)));
}
