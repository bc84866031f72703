import type { Page } from '../../people/door.ts';
import { counted } from '../../platform/count.ts';
import { Fields } from '../../platform/form.pages.ts';
import type { Choice, Typed } from '../../platform/form.ts';
import { type Cell, columns, head, type Table, words } from '../../platform/table.ts';
import type { Kept } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { IMPACTS, LIKELIHOODS, RISKS, riskRating, riskScore } from './risk.ts';

type When = 'before' | 'after';

const WHEN: Record<When, { caption: string; likelihood: string; impact: string }> = {
  before: { caption: 'Before mitigation', likelihood: 'likelihood', impact: 'impact' },
  after: { caption: 'After mitigation', likelihood: 'likelihoodAfter', impact: 'impactAfter' },
};

/** Open risks by likelihood, the highest at the top, and impact: each count leads to the risks that it counts. */
function matrixTable(risks: readonly Kept[], when: When, initiative: string | undefined): Table {
  const { caption, likelihood, impact } = WHEN[when];
  const cell = (up: string, across: string): Cell => {
    const count = risks.filter(({ answers }) => answers[likelihood] === up && answers[impact] === across).length;
    const score = riskScore({ likelihood: up, impact: across }, 'before');
    const { word, colour } = riskRating(score);
    const query = new URLSearchParams({
      ...(initiative === undefined ? {} : { initiative }),
      state: 'open',
      [likelihood]: up,
      [impact]: across,
    });
    const said = { rag: colour, hidden: `, score ${score} ${word}`, file: count };
    if (count === 0) return { ...words('0'), ...said };
    return { ...words(counted(count, 'risk', 'risks'), `${RISKS.path}?${query}`), ...said };
  };
  return {
    caption,
    columns: columns('Likelihood', ...IMPACTS.map(({ text }) => `Impact ${text}`)),
    rows: LIKELIHOODS.toReversed().map(({ value, text }) => [
      head(text),
      ...IMPACTS.map((across) => cell(value, across.value)),
    ]),
    notes: [],
    empty: '',
  };
}

/** The risks that are open, as the matrices count them. */
export function openRisks(risks: readonly Kept[], initiative: string | undefined): Kept[] {
  return risks.filter(
    ({ answers }) => answers.state === 'open' && (initiative === undefined || answers.initiative === initiative),
  );
}

/** Both matrices in one table, for the file. */
export function matrixFileTable(risks: readonly Kept[], initiative: string | undefined): Table {
  const [before, after] = (['before', 'after'] as const).map((when) => matrixTable(risks, when, initiative));
  const rowsOf = (table: Table | undefined) => (table?.rows ?? []).map((row) => [head(table?.caption ?? ''), ...row]);
  return {
    ...(before as Table),
    columns: [...columns('Matrix'), ...(before as Table).columns],
    rows: [...rowsOf(before), ...rowsOf(after)],
  };
}

/** The matrix of open risks, before and after mitigation, of one initiative or of all. */
export function matrixPage(risks: readonly Kept[], asked: Typed, initiatives: readonly Choice[]): Page {
  const { initiative } = asked;
  const fields = new Fields(asked, []);
  const query = initiative === undefined ? '' : `?initiative=${initiative}`;
  return {
    title: 'Risk matrix',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: RISKS.title, href: RISKS.path }, { text: 'Risk matrix' }],
    lede: [
      'Open risks by likelihood and impact. The score is likelihood times impact: red from 15, amber from 8, green below.',
    ],
    filter: {
      action: '/risks/matrix',
      button: 'Show the matrix',
      fields: [fields.select('initiative', 'Initiative', initiatives, { any: 'All' })],
    },
    sections: [{ table: matrixTable(risks, 'before', initiative) }, { table: matrixTable(risks, 'after', initiative) }],
    links: [
      { text: 'All risks', href: RISKS.path },
      { text: 'Download as CSV', href: `/risks/matrix.csv${query}` },
    ],
  };
}
