import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { findMeeting } from './meeting.store.ts';
import type { AgendaItem } from './meeting.ts';

/** An item of an agenda as it stands. */
export interface KeptItem extends AgendaItem {
  /** As papers, notes and actions name it. */
  id: string;
  meeting: string;
  /** 1 as it was added, and one more each time that it was changed. */
  version: number;
  withdrawn: boolean;
}

/** Adds an item at the end of a meeting's agenda; answers its number among the office's items. */
export async function addAgendaItem(act: Act, meeting: string, item: AgendaItem): Promise<string> {
  await findMeeting(act.trx, act.doer.officeId, meeting);
  const id = await act.add('agenda_item', {
    meeting_ref: meeting,
    title_words: await act.words(item.title),
    lead_words: await act.words(item.lead),
    purpose: item.purpose,
    minutes: item.minutes,
  });
  return String(id);
}

/**
 * Changes an item, moves it to another place of its agenda, or takes it off. Refused by name: `changed-meanwhile` where
 * somebody else changed it.
 */
export async function changeAgendaItem(
  act: Act,
  id: string,
  wanted: AgendaItem & { place: number; withdrawn: boolean; basedOn: number },
): Promise<void> {
  const standing = await findAgendaItem(act.trx, act.doer.officeId, id);
  if (standing.version !== wanted.basedOn) {
    throw refused('changed-meanwhile', 'The item was changed meanwhile. Open the form again and look at what stands.');
  }
  await act.add('agenda_item_change', {
    item_id: Number(id),
    version: standing.version + 1,
    title_words: await act.words(wanted.title),
    lead_words: await act.words(wanted.lead),
    purpose: wanted.purpose,
    minutes: wanted.minutes,
    place: wanted.place,
    standing: wanted.withdrawn ? 'withdrawn' : 'stands',
    entered_by: act.doer.personId,
  });
}

/** Every item of every agenda up to an act, each agenda in its order; items that were taken off too. */
export async function listAgendaItems(
  db: Db,
  officeId: number,
  upToSeq = Number.MAX_SAFE_INTEGER,
  meeting?: string,
): Promise<KeptItem[]> {
  const rows: Row[] = await db('agenda_item')
    .where({ office_id: officeId, ...(meeting === undefined ? {} : { meeting_ref: meeting }) })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  const changes: Row[] = await db('agenda_item_change')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  const agendas = new Map<string, KeptItem[]>();
  for (const row of await spellOut(db, rows)) {
    const item = itemFrom(row, { id: row.id, meeting: row.meeting_ref, version: 1 });
    agendas.set(item.meeting, [...(agendas.get(item.meeting) ?? []), item]);
  }
  const items = new Map([...agendas.values()].flat().map((item) => [item.id, item]));
  // Each change puts its item where it says among those that stood then, so that an order reads as it was made.
  for (const row of await spellOut(db, changes)) {
    const item = items.get(String(row.item_id));
    if (item === undefined) continue;
    const { meeting: of } = item;
    const rest = (agendas.get(of) ?? []).filter(({ id }) => id !== item.id);
    const changed = itemFrom(row, { id: item.id, meeting: of, version: row.version });
    const taken = rest.filter(({ withdrawn }) => !withdrawn);
    const next = taken[Number(row.place) - 1];
    rest.splice(next === undefined ? rest.length : rest.indexOf(next), 0, changed);
    agendas.set(of, rest);
    items.set(item.id, changed);
  }
  return [...agendas.values()].flat();
}

/** An item by its number; not found when there is none. */
export async function findAgendaItem(db: Db, officeId: number, id: string): Promise<KeptItem> {
  const found = (await listAgendaItems(db, officeId)).find((item) => item.id === id);
  if (found === undefined) throw notFound(`agenda item ${id.slice(0, 20)}`);
  return found;
}

/** Every item as a choice, named with its meeting. */
export const readItemChoices: ReadChoices = async (db, officeId) =>
  (await listAgendaItems(db, officeId)).map(({ id, meeting, title, withdrawn }) => ({
    value: id,
    text: `${meeting}: ${title}`,
    past: withdrawn,
  }));

/** Refused as `other-meeting` when an item is named that is not on the meeting's agenda. */
export async function demandItemOf(act: Act, item: unknown, meeting: string): Promise<void> {
  if (item === null || item === undefined) return;
  const found = await findAgendaItem(act.trx, act.doer.officeId, String(item));
  if (found.meeting === meeting) return;
  throw refused('other-meeting', `That item is on the agenda of ${found.meeting}. Choose one of ${meeting}.`, 'item');
}

function itemFrom(row: Row, known: { id: number | string; meeting: string; version: number }): KeptItem {
  return {
    id: String(known.id),
    meeting: known.meeting,
    version: known.version,
    title: row.title,
    lead: row.lead,
    purpose: row.purpose,
    minutes: row.minutes,
    withdrawn: row.standing === 'withdrawn',
  };
}
