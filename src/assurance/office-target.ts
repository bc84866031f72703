import { readFileSync } from 'node:fs';
import { inProject } from '../platform/root.ts';

/** A body that inspects or reviews; whether section 55 of the Police Act 1996 asks for comments on its reports. */
export interface Body {
  code: string;
  name: string;
  section55: boolean;
}

/** What an office decides about assurance (`data/assurance.json`): days are counted from the day named. */
export interface OfficeTargets {
  bodies: readonly Body[];
  /** From a report's publication, where the law gives no period. */
  commentOnReportWithinDays: number;
  /** From the day on which children were heard. */
  answerHeardWithinDays: number;
  /** From what was done, or from the decision to change nothing. */
  feedBackWithinDays: number;
}

const DAYS = ['commentOnReportWithinDays', 'answerHeardWithinDays', 'feedBackWithinDays'] as const;

/** The office's own bodies and targets, checked. */
export const OFFICE_TARGETS: OfficeTargets = readTargets();

function readTargets(): OfficeTargets {
  const data = JSON.parse(readFileSync(inProject('data', 'assurance.json'), 'utf8'));
  for (const name of DAYS) {
    if (!Number.isInteger(data[name]) || data[name] < 1 || data[name] > 366) {
      throw new Error(`assurance.json: ${name} must be a whole number of days from 1 to 366.`);
    }
  }
  const bodies: Body[] = (data.bodies as Body[]).map(({ code, name, section55 }) => {
    if (!/^[a-z]{2,20}$/.test(code) || typeof name !== 'string' || typeof section55 !== 'boolean') {
      throw new Error(`assurance.json: the body ${JSON.stringify(code)} needs a code, a name and section55.`);
    }
    return { code, name, section55 };
  });
  return { ...data, bodies };
}

/** The bodies as the choices of a question. */
export const BODY_CHOICES = OFFICE_TARGETS.bodies.map(({ code, name }) => ({ value: code, text: name }));
