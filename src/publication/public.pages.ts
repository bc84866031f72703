import { formatDay, formatShortDay } from '../calendar/day.ts';
import { DISCLOSURE_RULE } from '../disclosure/count.ts';
import type { PublicDocument } from '../documents/public-document.store.ts';
import type { Page } from '../people/door.ts';
import type { PageSection } from '../people/page-part.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { KINDS } from './kind.ts';
import { publicHref } from './public-path.ts';
import type { Settings } from './setting.ts';

/** Sections of the page for documents that other rooms list. */
const OTHER_SECTIONS: Readonly<Record<string, { title: string; says: string }>> = {
  minutes: {
    title: 'Minutes',
    says: 'Of meetings where matters of significant public interest were discussed: Specified Information Order 2011, paragraph 5(c).',
  },
  packs: { title: 'Meeting packs', says: 'As they were published for the public.' },
};

/** Everything that the public may read, the last published first. */
export function publicPage(documents: readonly PublicDocument[], { licence }: Settings): Page {
  const listed = new Set(documents.map(({ section }) => section));
  const kinds = KINDS.map(({ code, title, says }) => ({ section: code as string, title, says }));
  const others = [...listed]
    .filter((section) => !kinds.some((kind) => kind.section === section))
    .map((section) => ({ section, ...(OTHER_SECTIONS[section] ?? { title: section, says: '' }) }));
  return {
    title: 'What we publish',
    lede: [
      'What this office spends, grants and decides against child sexual exploitation. Each file keeps its address; a correction is a new version, and the one before stays to be read.',
      `No data about a child is published. ${DISCLOSURE_RULE} Payments from which a number of a few children could be worked out are left out.`,
      licence === null ? 'No licence has been set yet.' : `Use it under the ${licence.label}.`,
    ],
    sections: [...kinds, ...others].map(({ section, title, says }) =>
      sectionOf(
        title,
        says,
        documents.filter((of) => of.section === section),
      ),
    ),
    ...(licence === null ? {} : { links: [{ text: licence.label, href: licence.url }] }),
  };
}

function sectionOf(title: string, says: string, documents: readonly PublicDocument[]): PageSection {
  const table: Table = {
    caption: title,
    captionHidden: true,
    columns: columns('File', 'Published', 'Version'),
    rows: documents.map((document) => rowOf(document, documents)),
    notes: [],
    empty: 'Nothing has been published yet.',
  };
  return { heading: title, sentences: says === '' ? [] : [says], table };
}

function rowOf(document: PublicDocument, all: readonly PublicDocument[]): Cell[] {
  const { path, version, title, publishedOn, isWithdrawn } = document;
  const last = Math.max(...all.filter((of) => of.path === path).map((of) => of.version));
  const isLast = version === last;
  const format = (path.split('.').at(-1) ?? '').toUpperCase();
  const name = `${title} (${format}, ${sizeShown(document.size)})`;
  const href = publicHref(isLast ? { path } : { path, version });
  const said = isLast ? String(version) : `${version}, superseded by ${last}`;
  return [
    isWithdrawn ? { ...head(name), mark: 'Withdrawn' } : head(name, href),
    words(formatShortDay(publishedOn)),
    words(said),
  ];
}

function sizeShown(bytes: number): string {
  return bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${Math.ceil(bytes / 1024)} kB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What stands in the place of a document whose bytes two people removed. */
export function withdrawnSentence({ title, publishedOn, sha256 }: PublicDocument): string {
  return (
    `“${title}”, published on ${formatDay(publishedOn)}, was withdrawn because it carried personal data, and its ` +
    `copies were destroyed. Its SHA-256 fingerprint is kept: ${sha256}.\n`
  );
}
