import type { Page } from '../people/door.ts';
import { roleShown } from '../people/role.ts';
import { errorSummary, Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, number, type Table, words } from '../platform/table.ts';
import type { Finding } from './check.ts';
import type { DraftTable } from './draft.ts';
import { QUARTERS, type ReturnChoices } from './return.form.ts';
import { RETURNS } from './return.pages.ts';
import { ABOUT_FIELDS, COVER_CHOICES, columnFields, RHYTHM_CHOICES } from './template.form.ts';
import type { Behind, Column, Template } from './template.ts';
import { BUILT_ROWS, type BuiltRow, offerChoices, offersFor, readHeader, suggestOffer } from './template-build.ts';

const TEMPLATES = { text: 'Templates', href: '/return-templates' };

/** Where a version of a template is. */
export function templateHref({ name, version }: Pick<Template, 'name' | 'version'>): string {
  return `/return-templates/${name}/${version}`;
}

/** Every version of every template, with what was submitted by it. */
export function templateListPage(
  templates: readonly Template[],
  usedBy: (template: Template) => string[],
  mayBuild: boolean,
): Page {
  return {
    title: 'Templates of returns',
    breadcrumbs: [RETURNS, { text: 'Templates' }],
    lede: [
      'What a return asks: its columns, what stands behind each, what it is held against and who certifies it. Which version is used follows from the financial year.',
    ],
    actions: mayBuild ? [{ text: 'Build a template from a header row', href: '/return-templates/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Templates by version',
          captionHidden: true,
          columns: columns('Template', 'Version', 'From', 'Filed', 'Of', 'Submitted by it'),
          rows: templates.map((template) => [
            { ...head(template.title, templateHref(template)), hidden: `, version ${template.version}` },
            words(template.version),
            words(template.from.replace('-', '/')),
            words(template.every === 'year' ? 'Each year' : 'Each quarter'),
            words(template.covers === 'fund' ? 'All the money' : 'Each source that owes it'),
            words(usedBy(template).join(', ') || 'None yet'),
          ]),
          notes: ['A version by which a return was submitted never changes; a later version takes its place.'],
          empty: 'There is no template.',
        } satisfies Table,
      },
    ],
  };
}

/** One version of a template: everything that it says. */
export function templatePage(template: Template, used: readonly string[], commissionerTitle: string): Page {
  const signers = template.certifiedBy.map((role) => roleShown(role, commissionerTitle));
  return {
    title: template.title,
    caption: `Version ${template.version}`,
    breadcrumbs: [RETURNS, TEMPLATES, { text: `${template.title}, version ${template.version}` }],
    lede: [template.note],
    summary: [
      { key: 'From', cells: [words(template.from.replace('-', '/'))] },
      { key: 'References', cells: [words(`${template.prefix}-…`)] },
      { key: 'Filed with', cells: [words(template.recipient)] },
      { key: 'Filed', cells: [words(template.every === 'year' ? 'Each year' : 'Each quarter')] },
      { key: 'Of', cells: [words(template.covers === 'fund' ? 'All the money' : 'Each source that owes it')] },
      { key: 'Certified by', cells: [words(signers.join(' or '))] },
      { key: 'Declared', cells: template.declarations.map((text) => words(text)) },
      {
        key: 'Files',
        cells: [words(template.byteOrderMark ? 'UTF-8 with a byte-order mark' : 'UTF-8 without a byte-order mark')],
      },
      { key: 'Submitted by it', cells: [words(used.join(', ') || 'None yet, so it can still be changed')] },
    ],
    sections: [
      ...template.tables.map((table) => ({
        table: {
          caption: table.title,
          columns: columns('Column', 'In words', 'What stands in it', 'Format', 'Required'),
          rows: table.columns.map((column) => [
            head(column.heading ?? column.name),
            words(column.label),
            words(behindShown(column.behind)),
            words(column.format),
            words(column.required ? 'Yes' : 'No'),
          ]),
          notes: [],
          empty: '',
        } satisfies Table,
      })),
      {
        table: {
          caption: 'What a draft is held against',
          columns: columns('Rule', 'When it is broken'),
          rows: template.checks.map(({ says, severity }) => [
            head(says),
            words(severity === 'warning' ? 'A warning' : 'A fault, which blocks the certificate'),
          ]),
          notes: [],
          empty: '',
        } satisfies Table,
      },
    ],
  };
}

function behindShown(behind: Behind): string {
  if ('fact' in behind) return 'What is known of the row';
  if ('figure' in behind) return `${behind.figure}, ${SCOPE_WORDS[behind.scope]}`;
  if ('figures' in behind) return `By ${behind.by}: ${Object.values(behind.figures).join(', ')}`;
  if ('constant' in behind) return behind.constant === '' ? 'Nothing' : `Always ${behind.constant}`;
  return 'markerOf' in behind ? `The marker of ${behind.markerOf}` : `The note of ${behind.noteOf}`;
}

const SCOPE_WORDS = { row: 'of the row', quarter: 'in the quarter', 'to-date': 'up to the end of the quarter' };

/** The first half of building a template: what it is, and the header row that somebody sent. */
export function newTemplatePage(years: readonly Choice[], typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields({ every: 'quarter', covers: 'fund', rows: BUILT_ROWS[0].value, ...typed }, errors);
  return formPage(
    {
      title: 'Build a template from a header row',
      action: '/return-templates/columns',
      button: 'Choose what stands in each column',
      breadcrumbs: [RETURNS, TEMPLATES],
      lede: [
        'Nothing is kept yet. On the next page each heading gets what stands below it, and the template can be tried.',
      ],
    },
    [
      fields.text('title', 'Title', { hint: 'For example, Violence reduction quarterly return' }),
      fields.text('prefix', 'Prefix', { width: 5, hint: 'What its references begin with: 2 to 5 capital letters' }),
      fields.text('recipient', 'Filed with', { hint: 'The body that it is sent to' }),
      fields.radios('every', 'How often', RHYTHM_CHOICES, { inline: true }),
      fields.radios('covers', 'What it covers', COVER_CHOICES, { inline: true }),
      fields.select('from', 'First financial year', years),
      fields.radios('rows', 'Rows', BUILT_ROWS, { hint: 'What one row of the return is about' }),
      fields.longText('header', 'Header row', {
        rows: 5,
        hint: 'As it was sent: one line with commas, semicolons or tabs between the headings',
      }),
      fields.longText('declaration', 'Declaration', { hint: 'What whoever certifies it declares' }),
      fields.checkboxes('Files', [{ name: 'plain', text: 'Without a byte-order mark' }], { optional: true }),
    ],
    errors,
  );
}

/** What a template gives for a quarter, before it is kept. */
export interface Trial {
  of: string;
  tables: readonly DraftTable[];
  findings: readonly Finding[];
}

/** The second half: each heading with what stands below it, suggested where it is known, and what it gives. */
export function columnsPage(
  choices: ReturnChoices,
  typed: Typed,
  { errors = [], trial = null }: { errors?: readonly FieldError[]; trial?: Trial | null } = {},
): Page {
  const kind = typed.rows as BuiltRow;
  const headings = readHeader(typed.header ?? '') ?? [];
  const offers = offersFor(kind);
  const filled = { ...suggested(headings, kind), ...typed };
  const fields = new Fields(filled, errors);
  return {
    title: 'What stands in each column',
    caption: typed.title,
    wide: true,
    breadcrumbs: [RETURNS, TEMPLATES],
    errors: errorSummary(errors),
    hidden: ABOUT_FIELDS.filter((name) => (typed[name] ?? '') !== '').map((name) => ({ name, value: typed[name] })),
    known: headings.filter((heading) => suggestOffer(heading, kind, offers) !== '').length,
    count: headings.length,
    rows: headings.map((heading, index) => {
      const names = columnFields(index);
      return {
        heading,
        field: fields.select(names.value, heading, offerChoices(kind)),
        open: (typed[names.text] ?? '') !== '' || errors.some(({ field }) => field === names.text),
        text: fields.text(names.text, `Text of ${heading}, where it is the same on every row`, { optional: true }),
      };
    }),
    tryFields: [
      fields.select('year', 'Financial year', choices.years),
      fields.select('quarter', 'Quarter', QUARTERS),
      ...(typed.covers === 'source' ? [fields.select('source', 'Funding source', choices.sources)] : []),
    ],
    trial: trial === null ? null : trialPart(trial),
  };
}

function suggested(headings: readonly string[], kind: BuiltRow): Typed {
  const offers = offersFor(kind);
  return Object.fromEntries(
    headings.map((heading, index) => [columnFields(index).value, suggestOffer(heading, kind, offers)]),
  );
}

function trialPart({ of, tables, findings }: Trial) {
  return {
    of,
    findings: findings.map(({ level, where, what, mend }) => ({ level, where, text: `${what} ${mend}` })),
    tables: tables.slice(0, -1).map(
      (table): Table => ({
        caption: table.title,
        columns: columns(...table.columns.map((column) => headingOf(column))),
        rows: table.rows.map((row) =>
          table.columns.map(({ name, format }) => {
            const { text, href } = row.cells[name] ?? { text: '', href: null };
            const isNumber = format === 'pence' || format === 'count';
            return isNumber ? number(text, href ?? undefined) : words(text, href ?? undefined);
          }),
        ),
        notes: [],
        empty: 'The quarter has no rows of this kind; the file holds its columns alone.',
      }),
    ),
  };
}

function headingOf({ heading, name, format }: Pick<Column, 'heading' | 'name' | 'format'>): string {
  return `${format === 'pence' || format === 'count' ? '#' : ''}${heading ?? name}`;
}
