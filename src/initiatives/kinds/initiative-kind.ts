import type { Role } from '../../people/role.ts';
import type { Choice } from '../../platform/form.ts';
import { inProject } from '../../platform/root.ts';
import { readKinds } from './kind-file.ts';

/** A kind of initiative: a file of `data/initiative-kinds`, and nothing else. */
export interface Kind {
  code: string;
  label: string;
  /** Where forms list it. */
  order: number;
  /** How many days it takes to commission more of it, from the decision to the spend; null when not set. */
  leadTimeDays: number | null;
  /** What must be said to add an initiative of this kind. */
  guidance: string;
  records: readonly Sort[];
  totals: readonly Total[];
}

/** A sort of records that the initiatives of a kind keep, each initiative its own. */
export interface Sort {
  code: string;
  prefix: string;
  title: string;
  one: string;
  lede: readonly string[];
  empty: string;
  /** The questions whose answers name a record. */
  name: readonly string[];
  enters: readonly Role[];
  questions: readonly Question[];
  rules: readonly Rule[];
}

interface AboutQuestion {
  name: string;
  label: string;
  heading?: string;
  hint?: string;
  optional?: boolean;
  fixed?: boolean;
  list?: boolean;
  filter?: boolean;
}

/** A question of a sort, by the kind of its answer. */
export type Question = AboutQuestion &
  (
    | { kind: 'text'; longest?: number }
    | { kind: 'longText' }
    | { kind: 'choice'; choices: readonly Choice[] }
    /** A district. */
    | { kind: 'place' }
    | { kind: 'schoolYear' }
    | { kind: 'quarter' }
    | { kind: 'organisation' }
    /** Another record of the same initiative. */
    | { kind: 'record'; sort: string }
    | { kind: 'day'; past?: boolean }
    | { kind: 'pounds' }
    | { kind: 'whole'; most?: number; people?: boolean; standsFor?: string }
    | { kind: 'percent' }
  );

export type QuestionKind = Question['kind'];

/** What the answers of a record must keep to. */
export type Rule =
  /** A day that is not before another, where both are given. */
  | { rule: 'order'; first: string; last: string }
  /** A number that is no more than another. */
  | { rule: 'at-most'; question: string; of: string }
  /** An answer that is needed where another is given, or is one of these. */
  | { rule: 'required-if'; question: string; if: string; is?: readonly string[] }
  /** A day that lies in the school year or the quarter that is answered. */
  | { rule: 'within'; day: string; period: string }
  /** No more than one record for each of these answers together. */
  | { rule: 'one-for'; questions: readonly string[] };

/** By what records are added up: the answer to a question, or the time that a day falls in. */
export interface By {
  question: string;
  as?: 'financial-year' | 'quarter' | 'school-year';
}

/** How the records of a kind are added up: plainly, or by the arithmetic that `basis` names. */
export type Total =
  | {
      basis: 'sum';
      code: string;
      title: string;
      sort: string;
      add: readonly string[];
      rows: By;
      /** One number is then added up in two directions; without it each number has a column. */
      columns: By | null;
    }
  | {
      basis: 'posts';
      code: string;
      title: string;
      posts: Record<'sort' | 'label' | 'from' | 'to' | 'share' | 'annualCost' | 'vacancy', string>;
      fillings: Record<'sort' | 'post' | 'from' | 'to' | 'share', string>;
    }
  | {
      basis: 'bed-nights';
      code: string;
      title: string;
      beds: Record<'sort' | 'number' | 'from' | 'to' | 'place', string>;
      use: Record<'sort' | 'quarter' | 'place' | 'nights' | 'people', string>;
    };

export type TotalOf<B extends Total['basis']> = Extract<Total, { basis: B }>;

let standing: readonly Kind[] = readKinds(inProject('data', 'initiative-kinds'));

/** The kinds of initiative, in the order in which forms list them. */
export function initiativeKinds(): readonly Kind[] {
  return standing;
}

/** Puts other kinds in the place of those of `data/initiative-kinds`, as a test of a new kind does. */
export function useKinds(kinds: readonly Kind[]): void {
  standing = kinds;
}

/** The kinds as the choices of a form, each with what must be said of it. */
export function kindChoices(): (Choice & { hint: string })[] {
  return standing.map(({ code, label, guidance }) => ({ value: code, text: label, hint: guidance }));
}

/** A kind by its code; undefined when it is not one of ours. */
export function findKind(code: string): Kind | undefined {
  return standing.find((kind) => kind.code === code);
}

/** How many days it takes to commission more work of this kind, from the decision to the spend; null when not set. */
export function leadTimeDays(code: string): number | null {
  return findKind(code)?.leadTimeDays ?? null;
}

/** The kind in words, or its code when it is not one of ours. */
export function kindShown(code: string): string {
  return findKind(code)?.label ?? code;
}

/** The kind that keeps records of a sort, with it; undefined when none does. */
export function findSort(code: string): { kind: Kind; sort: Sort } | undefined {
  for (const kind of standing) {
    const sort = kind.records.find((candidate) => candidate.code === code);
    if (sort !== undefined) return { kind, sort };
  }
  return undefined;
}

/** The totals of a kind that rest on a basis. */
export function totalsOn<B extends Total['basis']>({ totals }: Kind, basis: B): TotalOf<B>[] {
  return totals.filter((total): total is TotalOf<B> => total.basis === basis);
}
