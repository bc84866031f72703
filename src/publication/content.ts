import type { Knex } from 'knex';
import { type HeldPlace, placesOf } from '../audit/gate/held.ts';
import { HELD, Reading, readAs } from '../audit/gate/reading.ts';
import { compareMonths, type Month, monthOfDay, monthSpan, monthsOn } from '../calendar/month.ts';
import { installationSecret } from '../people/installation.ts';
import { findOffice } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import type { Asked } from './asked.ts';
import type { BuiltFile } from './file.ts';
import type { Item } from './item.ts';
import { findKind, type PublicationKind } from './kind.ts';
import { type PublishedElsewhere, readPublishedElsewhere } from './publication.store.ts';
import type { Publication } from './publication.ts';
import { readRedactions } from './redaction.store.ts';
import { type Redaction, redacted, standingDecision, type TextChoice, WHOLE_ROW } from './redaction.ts';
import { readSettings } from './setting.store.ts';
import { type Suggestion, Suggestions } from './suggest.ts';

/** One row of a draft with what was decided about it and what rules suggest. */
export interface Decided {
  /** As it is recorded, with held words held. */
  item: Item;
  /** As it is published: with its words kept back as was decided. */
  shown: Item;
  decisions: readonly Redaction[];
  /** What rules suggest and nobody decided yet. */
  open: readonly Suggestion[];
  /** Why it does not stand in the files; null where it does. */
  leftOut: 'few-children' | 'foster-carer' | null;
  /** Whether it belongs to an earlier month that was published without it. */
  isLate: boolean;
}

/** A draft as it would be published at this moment. */
export interface Content {
  kind: PublicationKind;
  rows: readonly Decided[];
  files: readonly BuiltFile[];
  /** SHA-256 of the files, one after the other. */
  digest: string;
  warnings: readonly string[];
  /** Where words stand in the files that look personal and that nobody has checked. */
  held: readonly HeldPlace[];
  secret: string;
}

/** How many months back a publication looks for what an earlier month had not yet. */
const LOOKS_BACK = 12;
const SECRET = 'publication-redactions';

/** Builds a publication as at its cut-off, with what was decided about its words up to now. */
export async function buildContent(db: Knex, publication: Publication): Promise<Content> {
  const kind = findKind(publication.kind) as PublicationKind;
  const secret = await installationSecret(db, SECRET);
  const officeId = await officeOf(db, publication.id);
  const decisions = await readRedactions(db, officeId);
  const reading = Reading.ofPaper();
  return readAs(reading, async () => {
    const elsewhere = await readPublishedElsewhere(db, officeId, { ...publication, upToSeq: publication.cutoff.seq });
    const asked = await askedOf(db, officeId, publication, elsewhere.items);
    const suggestions = await Suggestions.read(db, officeId, asked.span.endsOn);
    const items = (await kind.read(asked)).filter((item) => belongs(item, kind, publication.month, elsewhere));
    const rows = items.map((item) => decide(item, { decisions, secret, suggestions, month: publication.month }));
    const published = rows.filter(({ leftOut }) => leftOut === null).map(({ shown }) => shown);
    const files = await kind.files(published, asked);
    const printed = files
      .filter(({ isCopy }) => isCopy !== true)
      .map(({ content }) => content.toString('utf8'))
      .join('');
    return {
      kind,
      rows,
      files,
      digest: sha256(Buffer.concat(files.map(({ content }) => content))),
      warnings: kind.warn?.(published, asked) ?? [],
      held: printed.includes(HELD) ? await placesOf(db, [...reading.held.keys()]) : [],
      secret,
    };
  });
}

async function officeOf(db: Db, id: number): Promise<number> {
  const row = await db('publication').where({ id }).first('office_id');
  return row?.office_id;
}

async function askedOf(
  db: Db,
  officeId: number,
  { month, cutoff }: Pick<Publication, 'month' | 'cutoff'>,
  elsewhere: ReadonlySet<string>,
): Promise<Asked> {
  const { endsOn } = monthSpan(month);
  return {
    db,
    office: await findOffice(db, officeId),
    month,
    cutoff,
    settings: await readSettings(db, officeId),
    span: { startsOn: monthSpan(monthsOn(month, -LOOKS_BACK)).startsOn, endsOn },
    elsewhere,
  };
}

/**
 * Whether an item belongs to a month: it is of that month, or of an earlier one that was published without it, and no
 * other month has it.
 */
function belongs(
  item: Item,
  { isCumulative }: PublicationKind,
  month: Month,
  { items, months }: PublishedElsewhere,
): boolean {
  if (isCumulative === true) return true;
  if (items.has(item.key)) return false;
  const own = monthOfDay(item.day);
  if (compareMonths(own, month) === 0) return true;
  return compareMonths(own, month) < 0 && months.some((of) => compareMonths(of, own) === 0);
}

function decide(
  item: Item,
  about: {
    decisions: ReadonlyMap<string, Redaction>;
    secret: string;
    suggestions: Suggestions;
    month: Month;
  },
): Decided {
  const standing = (field: string) => standingDecision(about.decisions, about.secret, item, field);
  const whole = standing(WHOLE_ROW);
  const fields = item.texts.map(({ field }) => field);
  const decisions = [whole, ...fields.map(standing)].filter((one) => one !== null);
  const leftOut = item.fewChildren
    ? 'few-children'
    : whole === null || whole.choice === 'publish'
      ? null
      : (whole.choice as 'few-children' | 'foster-carer');
  const open = leftOut !== null ? [] : about.suggestions.of(item).filter(({ field }) => standing(field) === null);
  return {
    item,
    shown: redacted(item, ({ field }) => (standing(field)?.choice ?? 'publish') as TextChoice),
    decisions,
    open,
    leftOut,
    isLate: compareMonths(monthOfDay(item.day), about.month) < 0,
  };
}

/** How many things rules suggest in it that nobody has decided. */
export function undecided({ rows }: Pick<Content, 'rows'>): number {
  return rows.flatMap(({ open }) => open).length;
}
