import type { PackModel, Section } from './pack.ts';

/** How sensitive a paper is, the lowest first: OFFICIAL-SENSITIVE means need to know, not a clearance. */
export const MARKINGS = ['OFFICIAL', 'OFFICIAL-SENSITIVE'] as const;
export type Marking = (typeof MARKINGS)[number];

/** Whose paper a section is, how it is marked, and who gets it. */
export interface Limits {
  marking: Marking;
  originator: string;
  /** What its readers may do with it, in the originator's words. */
  handling: string;
  /** The people who get it, by their ids; null for everybody who gets the pack. */
  readers: number[] | null;
}

/** A pack takes the highest marking of its sections. */
export function highestMarking(sections: readonly Pick<Section, 'limits'>[]): Marking {
  const at = sections.map(({ limits }) => MARKINGS.indexOf(limits?.marking ?? 'OFFICIAL'));
  return MARKINGS[Math.max(0, ...at)] as Marking;
}

/** The sections that somebody does not get, by their ids. */
export function withheldFrom(personId: number, { sections }: Pick<PackModel, 'sections'>): string[] {
  return sections.filter(({ limits }) => limits?.readers?.includes(personId) === false).map(({ id }) => id);
}

/** The sections that not everybody gets. */
export function restricted({ sections }: Pick<PackModel, 'sections'>): string[] {
  return sections.filter(({ limits }) => limits !== undefined && limits.readers !== null).map(({ id }) => id);
}

/** The sections that the public does not get: what is not everybody's, and what is marked above OFFICIAL. */
export function notPublic({ sections }: Pick<PackModel, 'sections'>): string[] {
  return sections
    .filter(({ limits }) => limits !== undefined && (limits.readers !== null || limits.marking !== 'OFFICIAL'))
    .map(({ id }) => id);
}
