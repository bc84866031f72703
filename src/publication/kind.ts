import type { Choice } from '../platform/form.ts';
import type { Asked } from './asked.ts';
import { contractKind } from './contract-kind.ts';
import { decisionKind } from './decision-kind.ts';
import type { BuiltFile } from './file.ts';
import { givingKind } from './giving-kind.ts';
import { grantKind } from './grant-kind.ts';
import type { Item } from './item.ts';
import { spendKind } from './spend-kind.ts';
import { tenderKind } from './tender-kind.ts';

export type KindCode = 'grants' | 'spend' | 'contracts' | 'tenders' | 'decisions' | '360giving';

/** A sort of publication: what its items are, and which files are made of them. */
export interface PublicationKind {
  code: KindCode;
  title: string;
  /** What it is, and what has it published, for whoever reads the public page. */
  says: string;
  /** Every item of the days asked for, whether or not a month before has it. */
  read(asked: Asked): Promise<Item[]>;
  /** Whether a month holds everything up to its end instead of what came in it. */
  isCumulative?: true;
  /** Refuses, by name, to be prepared while something is not set. */
  demandSet?(asked: Pick<Asked, 'settings'>): void;
  files(items: readonly Item[], asked: Asked): Promise<BuiltFile[]>;
  /** Refuses, by name, what cannot be published at all. */
  demandContent?(items: readonly Item[]): void;
  /** What whoever reviews it should know of these items, in sentences. */
  warn?(items: readonly Item[], asked: Asked): string[];
}

/** Every sort of publication, in the order of the public page. */
export const KINDS: readonly PublicationKind[] = [
  grantKind,
  spendKind,
  contractKind,
  tenderKind,
  decisionKind,
  givingKind,
];

export const KIND_CHOICES: readonly Choice[] = KINDS.map(({ code, title }) => ({ value: code, text: title }));

/** The sort of publication that an address names. */
export function findKind(code: string): PublicationKind | undefined {
  return KINDS.find((kind) => kind.code === code);
}
