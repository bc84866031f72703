import { quarterLabel } from '../../calendar/quarter.ts';
import { nameKey, type Published } from '../../disclosure/release.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Books, Marker, TraceRow, Value } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import { quartersOf } from '../../outcomes/measure.form.ts';
import { type Observed, observed } from '../../outcomes/observed.ts';
import { type QuarterValue, quartersOfYear, yearValue } from '../../outcomes/roll-up.ts';
import { COUNTY } from '../../partners/place.ts';
import { ALL, isGated } from './count-release.ts';
import type { Gate } from './gate.ts';
import { listReleases, type RegisteredRelease } from './register.store.ts';

/** A number as a release that the group or everybody reads showed it last. */
interface Shown {
  value: number | null;
  marker: Marker;
  paper: RegisteredRelease | null;
}

const NEVER: Shown = { value: null, marker: 'x', paper: null };

/**
 * Lets pass what published papers showed of counts of people, and nothing that was found since: a page that changed
 * with every approval would tell, between two looks, what the papers hide.
 */
class ShownGate implements Gate {
  private readonly all: Observed;
  private readonly counts = new Map<string, Shown>();
  private readonly ratios = new Map<string, Shown>();

  constructor(all: Observed, releases: readonly RegisteredRelease[]) {
    this.all = all;
    for (const paper of releases) {
      if (paper.audience.kind === 'named') continue;
      const shownOf = (key: string, published: Published): Shown => ({
        ...(published.value === null ? published : { value: published.value, marker: paper.marks[key] ?? '' }),
        paper,
      });
      for (const [key, published] of Object.entries(paper.answer.facts)) {
        this.counts.set(bare(key), shownOf(key, published));
      }
      for (const { kind, of, per } of paper.release.ratios) {
        const key = `${kind} of ${of} per ${per}`;
        const published = paper.answer.ratios[key];
        if (published !== undefined) this.ratios.set(`${kind} ${bare(of)} ${bare(per)}`, shownOf(key, published));
      }
    }
  }

  answer(asked: FigureAsked): Value | null {
    if (!isGated(this.all, asked)) return null;
    const { scope } = asked;
    if (asked.figure === 'outcome.share') return { scope, ...plain(this.share(scope)), leavesOut: [] };
    if (asked.figure === 'outcome.year') return { scope, ...this.year(scope).value };
    if (asked.figure === 'outcome.year-share') return { scope, ...this.yearShare(scope) };
    return { scope, ...plain(this.count(scope)), leavesOut: [] };
  }

  rows({ figure, scope }: FigureAsked): TraceRow[] {
    if (figure === 'outcome.observed') return [rowOf(this.count(scope))].filter((row) => row !== null);
    if (figure === 'outcome.share') return [rowOf(this.share(scope))].filter((row) => row !== null);
    if (figure === 'outcome.year') return this.year(scope).rows;
    return [];
  }

  private count(scope: Scope): Shown {
    const name = this.nameOf(scope);
    return (name === null ? undefined : this.counts.get(name)) ?? NEVER;
  }

  private nameOf({ measure: code, place, category, quarter }: Scope): string | null {
    const measure = this.all.measures.get(code ?? '');
    if (measure === undefined || quarter === undefined) return null;
    const through = quarterLabel(quarter);
    return nameKey({
      measure: measure.code,
      place: place ?? COUNTY.code,
      category: category ?? ALL,
      time: { from: measure.basis === 'cumulative' ? null : through, through },
    });
  }

  private share(scope: Scope): Shown {
    const of = this.all.measures.get(scope.measure ?? '')?.denominator;
    const [part, whole] = [this.nameOf(scope), this.nameOf({ ...scope, measure: of ?? undefined })];
    return this.ratios.get(`percent ${part} ${whole}`) ?? NEVER;
  }

  private quartersIn({ year, ...scope }: Scope): { scope: Scope; shown: Shown }[] {
    const quarters = year === undefined ? [] : quartersOf([year]);
    return quarters.map((quarter) => ({ scope: { ...scope, quarter }, shown: this.count({ ...scope, quarter }) }));
  }

  private year(scope: Scope): { value: Omit<Value, 'scope'>; rows: TraceRow[] } {
    const basis = this.all.measures.get(scope.measure ?? '')?.basis;
    const quarters = this.quartersIn(scope);
    if (basis === undefined || quarters.length === 0) {
      return { value: { value: null, marker: 'z', leavesOut: [] }, rows: [] };
    }
    const values = quarters.map(({ shown }, index) => named(shown, index));
    const { used } = quartersOfYear(basis, values);
    const rows = used.map((index) => rowOf((quarters[index] as { shown: Shown }).shown)).filter((row) => row !== null);
    return { value: yearValue(basis, values), rows };
  }

  private yearShare(scope: Scope): Omit<Value, 'scope'> {
    const measure = this.all.measures.get(scope.measure ?? '');
    if (measure === undefined || measure.denominator === null) return { value: null, marker: 'z', leavesOut: [] };
    const parts = this.quartersIn(scope);
    const wholes = this.quartersIn({ ...scope, measure: measure.denominator });
    const both = parts.map(({ shown: part }, index) => {
      const whole = wholes[index]?.shown ?? NEVER;
      return named(part.value === null ? part : whole, index);
    });
    const { used, marker, leavesOut } = quartersOfYear(measure.basis, both);
    const none = { value: null, leavesOut };
    if (used.length === 0) return { ...none, marker };
    const [part, whole] = [parts, wholes].map((of) => addUp(used.map((index) => of[index]?.shown.value ?? 0))) as [
      number,
      number,
    ];
    if (whole === 0) return { ...none, marker: 'x' };
    return { value: Math.round((part * 100) / whole), marker: leavesOut.length > 0 ? 'p' : '', leavesOut };
  }
}

function named(shown: Shown, index: number): QuarterValue {
  return { name: `quarter ${index + 1}`, value: shown.value, marker: shown.marker };
}

function plain({ value, marker }: Shown): { value: number | null; marker: Marker } {
  return { value, marker };
}

function bare(key: string): string {
  return key.slice(0, key.lastIndexOf('@'));
}

function rowOf({ value, marker, paper }: Shown): TraceRow | null {
  if (paper === null) return null;
  const [ref, version] = paper.ref.split('/');
  return paper.kind === 'pack'
    ? {
        label: `As published in the pack of ${ref}, version ${version}`,
        href: `/packs/${paper.ref}`,
        day: null,
        value,
        marker,
      }
    : { label: `As published: ${paper.ref}`, href: null, day: null, value, marker };
}

/** The gate before books that nobody opened for a paper: everything that pages, files and searches read. */
export async function openShownGate(books: Books): Promise<Gate> {
  return new ShownGate(await observed(books), await listReleases(books.db, books.officeId, books.moment.seq));
}
