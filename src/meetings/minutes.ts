import type { Attendance } from './attendance.ts';

/** How the notes of a meeting were confirmed. */
export interface MinutesConfirmation {
  meeting: string;
  /** The later meeting that confirmed them. */
  confirmedAt: string;
  /** What that meeting had put right first; null when they were confirmed as they were. */
  corrections: string | null;
  /** The frozen content. */
  documentId: number;
}

/** The notes of a meeting as they are read and, once confirmed, frozen: nothing here but words. */
export interface Minutes {
  meeting: string;
  title: string;
  heldOn: string;
  place: string;
  chair: string;
  /** Initials with their organisations, and what each pair of initials stands for. */
  present: string[];
  apologies: string[];
  others: string[];
  initials: { initials: string; name: string; organisation: string }[];
  declarations: { who: string; paper: string | null; interest: string; conduct: string }[];
  notes: {
    title: string;
    purpose: string;
    outcome: string;
    actions: { ref: string; what: string; who: string; due: string }[];
  }[];
  decisions: { ref: string; title: string; outcome: string; text: string }[];
  /** Actions that belong to no noted matter. */
  actions: { ref: string; what: string; who: string; due: string }[];
}

/** Everybody whose initials stand in the list, each once. */
export function peopleOf(members: readonly Attendance[]): Attendance['member'][] {
  const all = members.flatMap(({ member, substitute }) => (substitute === null ? [member] : [member, substitute]));
  return [...new Map(all.map((person) => [person.ref, person])).values()];
}
