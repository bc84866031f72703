import { formatInstant, formatShortDay } from '../calendar/day.ts';
import { compareMonths, type Month, monthLabel, monthShown, monthsOn } from '../calendar/month.ts';
import type { Page } from '../people/door.ts';
import type { PagePanel, PageSection } from '../people/page-part.ts';
import { counted } from '../platform/count.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, fact, head, type Table, tagged, words } from '../platform/table.ts';
import { type Content, type Decided, undecided } from './content.ts';
import { fileName } from './file.ts';
import { itemLabel, textOf } from './item.ts';
import { KIND_CHOICES, KINDS, type PublicationKind } from './kind.ts';
import { publicPacksTable } from './public-pack.pages.ts';
import type { PublicPack } from './public-pack.ts';
import { PUBLIC_PAGE } from './public-path.ts';
import {
  type Publication,
  type PublicationState,
  publicationHref,
  publicationName,
  type StepName,
  stateOf,
} from './publication.ts';
import { PUBLICATIONS } from './publications.ts';
import { choiceShown } from './redaction.ts';

const STATES: Record<PublicationState | 'replaced', { text: string; classes: string }> = {
  draft: { text: 'Draft', classes: 'govuk-tag--grey' },
  reviewed: { text: 'Reviewed', classes: 'govuk-tag--blue' },
  'sent-back': { text: 'Sent back', classes: 'govuk-tag--red' },
  published: { text: 'Published', classes: 'govuk-tag--green' },
  replaced: { text: 'Replaced', classes: 'govuk-tag--yellow' },
};

/** The state as a tag; a draft that a later one took the place of says so. */
export function stateTag(of: Publication): { text: string; classes: string } {
  const state = stateOf(of);
  return STATES[of.latest || state === 'published' ? state : 'replaced'];
}

const MONTHS_SHOWN = 6;

/** What somebody may do in this room. */
export interface PublicationRights {
  prepare: boolean;
  decide: boolean;
  review: boolean;
  publish: boolean;
  set: boolean;
}

/** Where each kind stands in the months that are over, and every draft. */
export function publicationListPage(
  all: readonly Publication[],
  names: ReadonlyMap<number, string>,
  { now, rights, packs }: { now: Month; rights: PublicationRights; packs: readonly PublicPack[] },
): Page {
  const months = Array.from({ length: MONTHS_SHOWN }, (_, back) => monthsOn(now, -1 - back));
  const standing = (kind: PublicationKind, month: Month): Cell => {
    const found = all.find((of) => of.kind === kind.code && compareMonths(of.month, month) === 0);
    if (found !== undefined) {
      const { text } = stateTag(found);
      return { ...words(text, publicationHref(found)), hidden: `, ${kind.title}, ${monthShown(month)}` };
    }
    if (!rights.prepare) return words('Not prepared');
    const href = `/publications/new?kind=${kind.code}&month=${monthLabel(month)}`;
    return { ...words('Prepare', href), hidden: ` ${kind.title}, ${monthShown(month)}` };
  };
  return {
    title: 'Publication',
    wide: true,
    lede: [
      'What the office publishes each month. Somebody prepares it, somebody else reviews it, and once published it never changes: a correction is a new version beside it.',
    ],
    actions: rights.prepare ? [{ text: 'Prepare a month', href: '/publications/new' }] : [],
    sections: [
      {
        table: {
          caption: 'The last months',
          columns: columns('What is published', ...months.map(monthShown)),
          rows: KINDS.map((kind) => [head(kind.title), ...months.map((month) => standing(kind, month))]),
          notes: [],
          empty: '',
        } satisfies Table,
      },
      {
        table: {
          caption: 'Every draft, the newest month first',
          columns: columns('Month', 'What is published', 'Draft', 'State', 'Prepared by', 'Data cut-off'),
          rows: all.map((of) => [
            { ...head(monthShown(of.month), publicationHref(of)), hidden: `, ${of.kind}, draft ${of.draft}` },
            words(KINDS.find(({ code }) => code === of.kind)?.title ?? of.kind),
            words(String(of.draft)),
            tagged(stateTag(of)),
            words(names.get(of.preparedBy) ?? ''),
            words(formatInstant(of.cutoff.at)),
          ]),
          notes: [],
          empty: 'Nothing has been prepared yet.',
        } satisfies Table,
      },
      { table: publicPacksTable(packs, rights.publish) },
    ],
    links: [
      { text: 'The public page', href: PUBLIC_PAGE },
      { text: 'Invitations to tender', href: '/tenders' },
      { text: 'How contracts were made', href: '/contract-details' },
      ...(rights.set ? [{ text: 'Prefix, licence and address', href: '/publications/settings' }] : []),
    ],
  };
}

/** The question what is to be prepared. */
export function preparePage(months: readonly Choice[], typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Prepare a month',
      action: '/publications/new',
      button: 'Prepare it',
      breadcrumbs: [PUBLICATIONS],
      lede: ['It shows the record as it stands now. What is recorded later comes with a later draft or a later month.'],
    },
    [
      fields.radios('kind', 'What is published', KIND_CHOICES),
      fields.select('month', 'Month', months),
      fields.longText('why', 'Why it is published again', {
        optional: true,
        rows: 2,
        hint: 'Only where this month was published before. The record keeps it.',
      }),
    ],
    errors,
  );
}

/** A draft, or what was published, with everything that its page shows. */
export interface PublicationView {
  publication: Publication;
  kind: PublicationKind;
  /** Null once it was published: then its files say what it is. */
  content: Content | null;
  names: ReadonlyMap<number, string>;
  rights: PublicationRights;
  /** Whether the person who looks prepared it. */
  isOwn: boolean;
  /** Of what was published: its files, each with its fingerprint and its public address. */
  published: readonly { name: string; href: string; sha256: string; rows: number }[];
  refusal: string | null;
}

/** One publication: what comes next, what is to be decided, its rows, its files and its life. */
export function publicationPage(view: PublicationView): Page {
  const { publication, kind, content, refusal } = view;
  return {
    title: publicationName(kind.title, publication.month),
    caption: `Draft ${publication.draft}`,
    wide: true,
    breadcrumbs: [PUBLICATIONS, { text: `${kind.title}, ${monthShown(publication.month)}` }],
    errors: refusal === null ? undefined : [{ text: refusal, href: undefined }],
    panel: panelOf(view),
    warnings: (content?.held ?? []).map(
      ({ where }) => `${where}: these words look personal, and nobody has checked them.`,
    ),
    summary: lifeOf(view).map(({ key, value }) => ({ key: key.text, cells: [words(value.text)] })),
    sections: content === null ? [publishedSection(view)] : draftSections(view, content),
  };
}

function lifeOf({ publication, content, names }: PublicationView) {
  const by = (person: number, at: string): string => `${names.get(person) ?? ''}, ${formatInstant(at)}`;
  const said: Record<StepName, string> = { reviewed: 'Reviewed', 'sent-back': 'Sent back', published: 'Published' };
  return [
    fact('State', stateTag(publication).text),
    fact('Prepared', by(publication.preparedBy, publication.preparedAt)),
    fact('Data cut-off', `${formatInstant(publication.cutoff.at)} (act ${publication.cutoff.seq} of the record)`),
    ...(publication.why === null ? [] : [fact('Why it is published again', publication.why)]),
    ...publication.steps.map(({ step, doneBy, at, reason }) =>
      fact(said[step], [by(doneBy, at), ...(reason === null ? [] : [reason])].join(': ')),
    ),
    fact(
      'Fingerprint of the content',
      publication.steps.find(({ step }) => step === 'published')?.contentDigest ?? content?.digest ?? '',
    ),
  ];
}

function panelOf(view: PublicationView): PagePanel {
  const { publication, content, rights, isOwn } = view;
  const href = publicationHref(publication);
  const panel = (heading: string, text: string, more: object = {}): PagePanel => ({
    view: 'publication/next',
    heading,
    text,
    actions: [],
    links: [],
    ...more,
  });
  const state = stateOf(publication);
  if (content === null)
    return panel('Published', 'Its files are frozen. Downloading them again always gives the same bytes.');
  if (!publication.latest)
    return panel('Replaced', 'A later draft has taken the place of this one, so nothing more is done with it.');
  const open = undecided(content);
  if (open > 0) {
    const text = 'A rule suggests that these are kept back. A person decides each, and says why.';
    return panel(`Decide ${counted(open, 'suggestion', 'suggestions')} first`, text);
  }
  if (content.held.length > 0) {
    return panel(
      'Have words checked first',
      'A second person clears them on the page Words to check; or edit them, or redact them here.',
    );
  }
  const isSame = publication.steps.at(-1)?.contentDigest === content.digest;
  if (state === 'reviewed' && isSame) {
    if (!rights.publish)
      return panel(
        'To be published',
        'The chief executive, the Commissioner or the Chief Finance Officer publishes it next.',
      );
    if (isOwn) return panel('To be published', 'You prepared this, so somebody else publishes it.');
    return panel('Publish it', 'Everybody can read it from then on. It never changes after that.', {
      actions: [{ href: `${href}/publication`, text: 'Publish it' }],
      links: [{ href: `${href}/sending-back`, text: 'Send it back instead' }],
    });
  }
  const changed = state === 'reviewed' ? 'Something has changed since it was reviewed. ' : '';
  if (!rights.review) return panel('To be reviewed', `${changed}Somebody who may publish looks through it next.`);
  if (isOwn) return panel('To be reviewed', `${changed}You prepared this, so somebody else reviews it.`);
  return panel(
    'Review it',
    `${changed}Look through the rows, what is left out, and the files as the public will have them.`,
    {
      actions: [{ href: `${href}/review`, text: 'Confirm that it is reviewed' }],
      links: [{ href: `${href}/sending-back`, text: 'Send it back instead' }],
    },
  );
}

function itemHref(publication: Publication, { item }: Decided): string {
  return `${publicationHref(publication)}/items/${encodeURIComponent(item.key)}`;
}

const LEFT_OUT = {
  'few-children': 'A number of a few children could be worked out from it',
  'foster-carer': 'A payment to an individual foster carer',
} as const;
const ROWS_SHOWN = 200;

function draftSections({ publication, rights, names }: PublicationView, content: Content): PageSection[] {
  const open = content.rows.filter((row) => row.open.length > 0);
  const inFiles = content.rows.filter(({ leftOut }) => leftOut === null);
  const leftOut = content.rows.filter((row) => row.leftOut !== null);
  const link = (row: Decided): string | undefined => (rights.decide ? itemHref(publication, row) : row.item.href);
  const toDecide: Table = {
    caption: 'To be decided',
    columns: columns('Row', 'What a rule suggests', 'Why'),
    rows: open.map((row) => [
      head(itemLabel(row.item), link(row)),
      words(row.open.map(({ choice }) => choiceShown(choice)).join('; ')),
      words([...new Set(row.open.map(({ why }) => why))].join(' ')),
    ]),
    notes: [],
    empty: '',
  };
  const left: Table = {
    caption: 'Left out',
    columns: columns('Row', 'Why', 'Decided by'),
    rows: leftOut.map((row) => [
      head(itemLabel(row.item), row.leftOut === 'few-children' && row.item.fewChildren ? row.item.href : link(row)),
      words(LEFT_OUT[row.leftOut as keyof typeof LEFT_OUT]),
      words(
        row.item.fewChildren ? 'Rule' : row.decisions.map(({ decidedBy }) => names.get(decidedBy) ?? '').join(', '),
      ),
    ]),
    notes: [],
    empty: '',
  };
  return [
    ...(open.length === 0 ? [] : [{ table: toDecide }]),
    {
      heading: 'Files, as a draft',
      sentences: [
        'Open them as the public will. They may still change, and their names say that they are a draft.',
        ...content.warnings,
      ],
      links: content.files.map((file) => ({
        text: `${fileName(file, publication.month)} (${counted(file.rows, 'row', 'rows')})`,
        href: `${publicationHref(publication)}/files/${fileName(file, publication.month)}`,
      })),
    },
    { table: rowsTable(inFiles, link, names) },
    ...(leftOut.length === 0 ? [] : [{ table: left }]),
  ];
}

function rowsTable(
  rows: readonly Decided[],
  link: (row: Decided) => string | undefined,
  names: ReadonlyMap<number, string>,
): Table {
  const texts = rows[0]?.item.texts ?? [];
  const more = rows.length - ROWS_SHOWN;
  return {
    caption: 'Rows as they will be published',
    columns: columns('Row', 'What', ...texts.map(({ label }) => label), 'Decided'),
    rows: rows.slice(0, ROWS_SHOWN).map((row) => [
      {
        ...head(row.shown.ref, link(row)),
        ref: true,
        ...(row.isLate ? { mark: `Late: ${formatShortDay(row.item.day)}` } : {}),
      },
      words(row.item.facts),
      ...texts.map(({ column }) => words(textOf(row.shown, column))),
      words(
        row.decisions
          .map(({ choice, reason, decidedBy }) => `${choiceShown(choice)} (${names.get(decidedBy) ?? ''}: ${reason})`)
          .join('; '),
      ),
    ]),
    notes: more > 0 ? [`${counted(more, 'more row stands', 'more rows stand')} in the files.`] : [],
    empty: 'Nothing of this month is to be published. The files hold their columns alone.',
  };
}

function publishedSection({ published }: PublicationView): PageSection {
  return {
    table: {
      caption: 'Files, as published',
      columns: columns('File', '#Rows', 'Fingerprint (SHA-256)'),
      rows: published.map(({ name, href, sha256, rows }) => [
        head(name, href),
        { text: String(rows), kind: 'number', file: rows },
        { ...words(sha256), ref: true },
      ]),
      notes: [],
      empty: '',
    },
  };
}

/** The form that sends a publication back. */
export function sendingBackPage(
  publication: Publication,
  title: string,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const href = publicationHref(publication);
  return formPage(
    {
      title: 'Send it back',
      caption: publicationName(title, publication.month),
      action: `${href}/sending-back`,
      button: 'Send it back',
      breadcrumbs: [PUBLICATIONS, { text: publicationName(title, publication.month), href }],
    },
    [new Fields(typed, errors).longText('reason', 'Reason', { rows: 3, hint: 'Which rows, and what about them' })],
    errors,
  );
}
