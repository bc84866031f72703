import type { Scope } from '../ledger/scope.ts';

/** What a question is about: a paper of the meeting, or a figure in its scope. */
export type Subject = { paper: string } | { figure: string; scope: Scope };

/** What a member asked before a meeting. */
export interface Question {
  id: number;
  meeting: string;
  subject: Subject;
  text: string;
  askedBy: number;
  seq: number;
  /** Null until somebody answers. */
  answer: Answer | null;
}

/** The answer as it stands in the numbered addendum of the meeting. */
export interface Answer {
  /** Its number in the addendum, from 1, in the order of the first answers. */
  number: number;
  text: string;
  answeredBy: number;
  /** 1, and one more each time that it was put right. */
  version: number;
  seq: number;
}

/** A question that has been answered. */
export type AnsweredQuestion = Question & { answer: Answer };

export function isAnswered(question: Question): question is AnsweredQuestion {
  return question.answer !== null;
}
