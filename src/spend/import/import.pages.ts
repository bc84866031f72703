import { yearShown } from '../../calendar/financial-year.ts';
import { periodLabel } from '../../calendar/period.ts';
import { currentPeriod } from '../../ledger/period.ts';
import { COUNTY, PLACE_CHOICES } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { amountCell, columns, countCell, instantCell, ref, type Table, tagged, words } from '../../platform/table.ts';
import { openPeriodChoices, type SpendChoices } from '../spend-choices.ts';
import { statusTag } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import { IMPORTS } from './batch.pages.ts';
import type { Batch } from './batch.store.ts';
import { type Plan, planHref } from './plan.ts';
import type { ImportProfile } from './read/profile.ts';
import { profileChoices } from './upload.form.ts';

/** Every batch that was imported, the latest first, after the plans that somebody has still to confirm. */
export function importListPage(shown: {
  batches: readonly Batch[];
  plans: readonly Plan[];
  names: ReadonlyMap<number, string>;
  mayImport: boolean;
}): Page {
  const { batches, plans, names, mayImport } = shown;
  return {
    title: 'Imports',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Imports' }],
    actions: [
      ...(mayImport ? [{ text: 'Import a file', href: '/imports/new' }] : []),
      { text: 'Kinds of file', href: '/import-profiles' },
    ],
    sections: [
      ...(plans.length === 0 ? [] : [{ table: planTable(plans) }]),
      {
        table: {
          caption: 'Imported batches',
          captionHidden: plans.length === 0,
          columns: columns('Batch', 'File', 'Initiative', 'Period', 'Imported by', 'Status', '#Lines', '#Amount'),
          rows: batches.map((batch) => [
            ref(batch.ref, `/imports/${batch.ref}`),
            words(batch.fileName),
            words(batch.initiative ?? 'Several'),
            { ...words(`${yearShown(batch.period.year)} P${batch.period.number}`), ref: true },
            words(names.get(batch.enteredBy) ?? ''),
            tagged(statusTag(batch.status)),
            countCell(batch.lines, `/imports/${batch.ref}`),
            amountCell(batch.pence, `/imports/${batch.ref}`),
          ]),
          notes: [],
          empty: 'No file has been imported.',
        } satisfies Table,
      },
    ],
  };
}

const PLAN_WORDS = { reading: 'being read', ready: 'ready', failed: 'could not be read' } as const;

function planTable(plans: readonly Plan[]): Table {
  return {
    caption: 'Your files that are not imported yet',
    columns: columns('File', 'Uploaded', 'Where it stands', '#Rows'),
    rows: plans.map((plan) => [
      { ...words(plan.fileName, planHref(plan)), kind: 'head' },
      instantCell(plan.createdAt),
      words(PLAN_WORDS[plan.state as keyof typeof PLAN_WORDS]),
      countCell(plan.rowsRead),
    ]),
    notes: ['They are kept for seven days after you last touched them. Nobody else sees them.'],
    empty: '',
  };
}

/** The form that asks for a file and where its lines are to go. */
export function uploadPage(
  choices: SpendChoices,
  profiles: readonly ImportProfile[],
  typed: Typed | null,
  errors: readonly FieldError[] = [],
): Page {
  const chosen = typed ?? { place: COUNTY.code, period: periodLabel(currentPeriod(choices.periods)) };
  const fields = new Fields(chosen, errors);
  return formPage(
    {
      title: 'Import spend from a file',
      action: '/imports/plan',
      button: 'Show what it would do',
      breadcrumbs: [SPEND, IMPORTS],
      enctype: 'multipart/form-data',
      lede: [
        'You see what the file would do before anything is stored. All its rows are imported, or none.',
        ...(errors.length > 0 ? ['Select the file again: a page cannot keep it for you.'] : []),
      ],
    },
    [
      fields.file('file', 'File', {
        accept: '.csv,text/csv,.xlsx',
        hint: 'A CSV file or an Excel workbook of at most 10 MB, as the finance system or the council makes it',
      }),
      fields.radios('profile', 'What kind of file is it?', profileChoices(profiles)),
      fields.select('initiative', 'Initiative', choices.initiatives, {
        optional: true,
        hint: 'Where lines go that no coding rule decides. Without one they wait for you to code them',
      }),
      fields.select('place', 'Place', PLACE_CHOICES, { optional: true }),
      fields.select('period', 'Period', openPeriodChoices(choices.periods), {
        hint: 'The file’s period decides, never a date. A file that names the period of each line keeps that',
      }),
    ],
    errors,
  );
}
