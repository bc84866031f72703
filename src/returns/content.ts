import { type HeldPlace, placesOf } from '../audit/gate/held.ts';
import { HELD, Reading, readAs } from '../audit/gate/reading.ts';
import type { OpenRelease } from '../figures/release/open-release.ts';
import type { Books } from '../ledger/figure.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { Office } from '../people/office.store.ts';
import { findPerson, readNames } from '../people/person.store.ts';
import { roleShown } from '../people/role.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { tableFile } from './csv.ts';
import { type DraftTable, draftTables, fillTable } from './draft.ts';
import { readExplanations } from './filing.store.ts';
import type { Filing } from './filing.ts';
import { templateOf } from './template.store.ts';
import type { TableTemplate, Template } from './template.ts';

export interface ContentFile {
  /** Its table: `finance`. */
  name: string;
  rows: number;
  content: Buffer;
}

/** A return as it would be submitted now: its tables, its files, and the fingerprint that a certificate names. */
export interface Content {
  template: Template;
  tables: DraftTable[];
  files: ContentFile[];
  /** SHA-256 of the files before the sign-off, one after the other, as `cat` and `sha256sum` would give it. */
  digest: string;
  asked: FigureAsked[];
  /** Where these are read from, and the counts of people in it as they were protected. */
  books: Books;
  release: OpenRelease;
  /** Where words stand that look personal and that nobody has checked: they read as held in tables and files. */
  held: HeldPlace[];
}

/** Builds a filing's tables and files as at its cut-off, by the template that it was prepared by. */
export async function buildContent(db: Db, office: Office, filing: Filing, tried?: Template): Promise<Content> {
  const reading = Reading.ofPaper();
  return readAs(reading, async () => {
    // What was explained is read anew, so that it passes the same gate as everything else.
    const explanations = await readExplanations(db, filing);
    const template = tried ?? (await templateOf(db, filing));
    const content = await contentOf(db, office, { ...filing, explanations }, template);
    // What was only read beside it keeps nothing back.
    const isPrinted = JSON.stringify(content.tables).includes(HELD);
    return { ...content, held: isPrinted ? await placesOf(db, [...reading.held.keys()]) : [] };
  });
}

async function contentOf(db: Db, office: Office, filing: Filing, template: Template): Promise<Omit<Content, 'held'>> {
  const { tables, asked, books, release } = await draftTables(db, office, filing, template);
  const files = tables.map((table) => fileOf(template, table));
  const digest = sha256(Buffer.concat(files.map(({ content }) => content)));
  const last = template.tables.at(-1) as TableTemplate;
  const row = {
    key: 'sign-off',
    label: 'Sign-off',
    scope: { year: filing.quarter.year, ...(filing.source === null ? {} : { source: filing.source }) },
    whole: null,
  };
  const facts = await signOffFacts(db, office, filing, { template, tables, digest });
  const bare = await fillTable(books, filing, last, [{ ...row, facts }]);
  // The certificate says what its total leaves out, in the same breath.
  const notes = Object.values(bare.table.rows[0]?.cells ?? {}).flatMap(({ note }) => (note === null ? [] : [note]));
  const declaration = [...template.declarations, ...[...new Set(notes)].map((note) => `${note}.`)].join(' ');
  const signOff = await fillTable(books, filing, last, [{ ...row, facts: { ...facts, declaration } }]);
  return {
    template,
    tables: [...tables, signOff.table],
    files: [...files, fileOf(template, signOff.table)],
    digest,
    asked: [...asked, ...signOff.asked],
    books,
    release,
  };
}

function fileOf({ byteOrderMark }: Template, table: DraftTable): ContentFile {
  return { name: table.name, rows: table.rows.length, content: tableFile(table, byteOrderMark) };
}

async function signOffFacts(
  db: Db,
  office: Office,
  filing: Filing,
  { template, tables, digest }: { template: Template; tables: DraftTable[]; digest: string },
): Promise<Record<string, string>> {
  const names = await readNames(db, office.id);
  const name = (person: number | null | undefined): string => names.get(person ?? -1) ?? '';
  const { checked, certified } = filing.steps;
  return {
    prepared_by: name(filing.preparedBy),
    prepared_at: filing.preparedAt ?? '',
    reviewed_by: name(checked?.doneBy),
    certified_by_name: name(certified?.doneBy),
    certified_by_role: certified === undefined ? '' : await certifierRole(db, office, certified.doneBy, template),
    certified_at: certified?.at ?? '',
    declaration: '',
    data_cutoff_at: filing.cutoff.at,
    row_count: String(tables.flatMap(({ rows }) => rows).length),
    content_sha256: digest,
  };
}

/** The role by which the person certifies. */
async function certifierRole(db: Db, office: Office, personId: number, { certifiedBy }: Template): Promise<string> {
  const person = await findPerson(db, personId);
  const role = certifiedBy.find((candidate) => person?.roles.includes(candidate));
  return role === undefined ? '' : roleShown(role, office.commissionerTitle);
}
