import type { ReadFigures } from '../../ledger/shown-figure.ts';
import type { Visit } from '../../people/door.ts';
import type { PagePart } from '../../people/page-part.ts';
import type { Table } from '../../platform/table.ts';
import type { Initiative } from '../initiative.store.ts';
import type { Kind } from './initiative-kind.ts';

/** What a summary is made for. */
export interface SummaryAbout {
  visit: Visit;
  readFigures: ReadFigures;
  initiative: Initiative;
  kind: Kind;
}

/** The records of a kind added up: tables, each also a file by its code, and what the initiative's own page says of them. */
export interface Summary {
  tables: { code: string; table: Table }[];
  part: PagePart;
}
