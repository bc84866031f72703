import type { Act } from '../audit/act.ts';
import type { RemovedKind } from '../audit/gate/removed.ts';
import type { Db } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';

/** What somebody asks to have removed: one text, the file of one attachment, or what one imported line says. */
export interface RemovalTarget {
  kind: 'text' | 'attachment' | 'line';
  /** The text's digest; the attachment's reference; the line, such as `IB-2015-001/12 supplier`. */
  target: string;
}

/** Somebody's request to remove personal data for good, and what another person did with it. */
export interface Removal extends RemovalTarget {
  ref: string;
  reason: string;
  askedBy: number;
  askedAt: string;
  outcome: {
    what: 'removed' | 'declined';
    reason: string | null;
    decidedBy: number;
    decidedAt: string;
  } | null;
}

/** One thing that carries what is to be removed, and what becomes of it. */
export interface RemovalPlace {
  kind: RemovedKind;
  item: number;
  /** What stays in its place: the digest that binds it to the record. */
  digest: string;
  where: string;
}

/** What is to be looked for: texts wherever they stand, and frozen bytes. */
export interface Sought {
  texts: readonly string[];
  documents: readonly number[];
}

/** What becomes of a thing of each kind. */
export const BECOMES: Record<RemovedKind, string> = {
  words: 'The text goes; [removed] stands in its place',
  document: 'The bytes are destroyed; the fingerprint is kept',
  line: 'What the line says goes; its amount and coding stay',
  supplier: 'The name goes; its lines stay',
};

/** What rooms above know of where personal data can stand, and how to take it away. */
export interface RemovalRooms {
  /** What a line says that a request names; not found when there is no such line. */
  textOfLine(db: Db, officeId: number, target: string): Promise<string>;
  findLines(db: Db, officeId: number, texts: readonly string[]): Promise<RemovalPlace[]>;
  removeLines(act: Act, places: readonly RemovalPlace[], texts: readonly string[]): Promise<void>;
  /** What a frozen document is, and the other documents of the same paper: its PDF beside its page. */
  paperOf(db: Db, officeId: number, documentId: number): Promise<{ where: string; together: number[] }>;
}

/** The refusal of a removal by whoever asked for it. */
export function ownRequest(): Refusal {
  return new Refusal('forbidden', 'own-request', 'You asked for this removal, so somebody else decides it.');
}
