import { highestMarking, MARKINGS, type Marking } from '../meetings/paper.ts';
import type { PackModel, Section } from './pack.ts';

export { MARKINGS, type Marking };

/** Whose paper a section is, how it is marked, and who gets it. */
export interface Limits {
  marking: Marking;
  originator: string;
  /** What its readers may do with it, in the originator's words; empty where nothing was said. */
  handling: string;
  /** The people who get it, by their ids; null for everybody who gets the pack. */
  readers: number[] | null;
  /** What it is called where it is left out: its title is for its readers. */
  plainTitle: string;
}

/** A pack takes the highest marking of its sections. */
export function packMarking(sections: readonly Pick<Section, 'limits'>[]): Marking {
  return highestMarking(sections.map(({ limits }) => limits?.marking ?? 'OFFICIAL'));
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
