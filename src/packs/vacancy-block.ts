import { yearShown, yearSpan } from '../calendar/financial-year.ts';
import { periodSpan } from '../calendar/period.ts';
import { keepsPosts } from '../initiatives/kinds/post.store.ts';
import { vacancyWords } from '../initiatives/kinds/vacancy.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { PackContext, PackInitiative } from './context.ts';
import { type Block, numeric, type PackFigures, text, words } from './pack.ts';

const OVER = 'over-under-spend';
const SAVING = 'posts.vacancy-saving';
const REST = 'posts.unexplained';
const COST = 'posts.funded-cost';
const FILLED = 'posts.filled';
const FUNDED = 'posts.funded';

/** What is asked about posts of the initiatives whose kind keeps them. */
export function vacancyAsks(context: PackContext): FigureAsked[] {
  return context.initiatives.filter(keepsPosts).flatMap((initiative) => {
    const { ofYear, ofPeriod } = scopesOf(context, initiative);
    return [
      ...[OVER, SAVING, REST, COST].map((figure) => ({ figure, scope: ofYear })),
      ...[FILLED, FUNDED].map((figure) => ({ figure, scope: ofPeriod })),
    ];
  });
}

function scopesOf({ year, through }: PackContext, { ref }: PackInitiative): { ofYear: Scope; ofPeriod: Scope } {
  return { ofYear: { initiative: ref, year }, ofPeriod: { initiative: ref, period: through } };
}

/** Why an initiative that pays for posts is underspent in the meeting's year; nothing where it paid for none. */
export function vacancyBlocks(context: PackContext, initiative: PackInitiative, figures: PackFigures): Block[] {
  if (!keepsPosts(initiative)) return [];
  const { ofYear, ofPeriod } = scopesOf(context, initiative);
  const numberOf = (id: string, scope: Scope): number | null => figures.of(id, scope).value;
  const [over, saving, rest] = [OVER, SAVING, REST].map((id) => numberOf(id, ofYear));
  if (over == null || saving == null || rest == null || !numberOf(COST, ofYear)) return [];
  const on = periodSpan(context.through).endsOn;
  const posts = { on, filled: numberOf(FILLED, ofPeriod) ?? 0, funded: numberOf(FUNDED, ofPeriod) ?? 0 };
  const ended = on === yearSpan(context.year).endsOn;
  return [
    {
      kind: 'table',
      caption: `${over < 0 ? 'Why it is underspent' : 'What vacant posts saved'}: ${initiative.ref}`,
      columns: [
        text('Financial year'),
        numeric('Over/(under)spend'),
        numeric('Vacancy saving'),
        numeric('What remains unexplained'),
        numeric('Posts filled'),
        numeric('Posts funded'),
      ],
      rows: [
        [
          words(yearShown(context.year)),
          ...[OVER, SAVING, REST].map((id) => figures.cell(id, ofYear)),
          ...[FILLED, FUNDED].map((id) => figures.cell(id, ofPeriod)),
        ],
      ],
      total: null,
      notes: [vacancyWords({ year: context.year, ended, over, saving, rest, posts })],
    },
  ];
}
