import { formatDay, formatShortDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import { type FieldError, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import type { PublicPack } from './public-pack.ts';
import { PUBLICATIONS } from './publications.ts';

/** The address where the public copy of a meeting's pack is decided about. */
export function publicPackHref({ meetingRef }: Pick<PublicPack, 'meetingRef'>): string {
  return `/publications/packs/${meetingRef}`;
}

/** Which packs the public may read, and which wait for somebody to open them. */
export function publicPacksTable(packs: readonly PublicPack[], mayPublish: boolean): Table {
  return {
    caption: 'Meeting packs for the public',
    columns: columns('Meeting', 'Version', 'Left out of it', 'On the public page'),
    rows: packs.map((pack) => [
      { ...head(formatDay(pack.heldOn), `${copyHref(pack)}.html`), hidden: ', public copy of its pack' },
      words(String(pack.version)),
      words(leftOut(pack)),
      pack.since !== null
        ? words(`Since ${formatShortDay(pack.since)}`)
        : mayPublish
          ? { ...words('Publish', publicPackHref(pack)), hidden: ` the pack of ${formatDay(pack.heldOn)}` }
          : words('Not published'),
    ]),
    notes: [],
    empty: 'No pack has been published yet.',
  };
}

function copyHref({ meetingRef, version }: PublicPack): string {
  return `/packs/${meetingRef}/${version}/public`;
}

function leftOut({ copy }: PublicPack): string {
  return copy.withheld.length === 0 ? 'Nothing' : counted(copy.withheld.length, 'section', 'sections');
}

/** The form that opens the public copy of a pack to everybody. */
export function publicPackPage(pack: PublicPack, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const box = { name: 'read', text: 'I have read the public copy, and everybody may read it' };
  return {
    ...formPage(
      {
        title: `Publish the pack of ${formatDay(pack.heldOn)}`,
        caption: `${pack.meetingRef}, version ${pack.version}`,
        lede: [
          ...(pack.since === null ? [] : [`It stands on the public page since ${formatDay(pack.since)}.`]),
          `Its public copy leaves out: ${leftOut(pack).toLowerCase()}. It goes to the public page as it was frozen, as PDF and as HTML, and keeps its address. A later version takes its place there; one that is withdrawn is no longer given out.`,
        ],
        action: publicPackHref(pack),
        button: 'Publish it',
        breadcrumbs: [PUBLICATIONS],
      },
      [new Fields(typed, errors).checkboxes('Before it is published', [box])],
      errors,
    ),
    hidden: { version: String(pack.version) },
    instead: [
      { text: 'The public copy as PDF', href: `${copyHref(pack)}.pdf` },
      { text: 'The public copy as HTML', href: `${copyHref(pack)}.html` },
    ],
  };
}

/** Which version somebody says that they have read. */
export function readPublicPack(body: unknown): FormAnswer<{ version: number }> {
  const form = new FormReader(body, ['read', 'version']);
  if (!form.box('read', 'That you have read it')) form.fail('read', 'Read the public copy, then say so');
  return form.answer(() => ({ version: Number(form.typed.version) }));
}
