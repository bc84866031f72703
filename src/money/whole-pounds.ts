import { type Pence, roundToPounds } from './pence.ts';

/**
 * An amount that goes from one sum into another: a part of a total is an amount out of the parts' node into the
 * total's. At every node what comes in is what goes out, to the penny.
 */
export interface Flow {
  from: string;
  to: string;
  pence: Pence;
}

/**
 * Rounds amounts to whole pounds so that whatever added up to the penny still adds up as printed, in every direction:
 * rows and columns alike. Each amount goes to the whole pound below or above it; to the nearer one where nothing
 * stands against it, the earlier amounts before the later, so name totals first. Takes and gives pence.
 *
 * Throws RangeError when what comes into a node is not what goes out of it.
 *
 * How: among amounts that are not whole, every node has at least two, so each lies on a ring of them. Pushing the same
 * pence round the ring keeps every sum and makes one more of them whole.
 */
export function roundFlows(flows: readonly Flow[]): Pence[] {
  assertConserved(flows);
  const rounding = new Rounding(flows);
  for (const index of flows.keys()) rounding.settle(index);
  return rounding.whole();
}

function assertConserved(flows: readonly Flow[]): void {
  const left = new Map<string, bigint>();
  for (const { from, to, pence } of flows) {
    left.set(from, (left.get(from) ?? 0n) - BigInt(pence));
    left.set(to, (left.get(to) ?? 0n) + BigInt(pence));
  }
  for (const [node, pence] of left) {
    if (pence !== 0n) throw new RangeError(`what comes into ${node} is not what goes out of it: ${pence} pence apart`);
  }
}

/** An amount met on a ring: along its way, or against it. */
interface Step {
  index: number;
  along: boolean;
}

class Rounding {
  private readonly flows: readonly Flow[];
  private readonly floors: Pence[];
  /** What each amount is above its whole pound, as pence are pushed round. */
  private readonly above: number[];
  private readonly touching = new Map<string, number[]>();

  constructor(flows: readonly Flow[]) {
    this.flows = flows;
    this.floors = flows.map(({ pence }) => Math.floor(pence / 100) * 100);
    this.above = flows.map(({ pence }, index) => pence - (this.floors[index] as Pence));
    for (const [index, { from, to }] of flows.entries()) {
      for (const node of [from, to]) this.touching.set(node, [...(this.touching.get(node) ?? []), index]);
    }
  }

  whole(): Pence[] {
    return this.floors.map((floor, index) => floor + (this.above[index] as number) || 0);
  }

  /** Pushes pence round rings through an amount until it is whole: the pound that it is nearer to. */
  settle(index: number): void {
    const [nearest] = roundToPounds([(this.flows[index] as Flow).pence]) as [Pence];
    const up = nearest > (this.floors[index] as Pence);
    while (this.isOpen(index)) {
      const ring = this.ringThrough(index, up);
      const room = ring.map((step) => (step.along ? 100 - this.aboveOf(step) : this.aboveOf(step)));
      const pushed = Math.min(...room);
      for (const { index: met, along } of ring)
        this.above[met] = this.aboveOf({ index: met }) + (along ? pushed : -pushed);
    }
  }

  private aboveOf({ index }: Pick<Step, 'index'>): number {
    return this.above[index] as number;
  }

  private isOpen(index: number): boolean {
    const above = this.aboveOf({ index });
    return above > 0 && above < 100;
  }

  /** A ring of amounts that are not whole, through this one along its way (or against it), by the fewest steps. */
  private ringThrough(index: number, along: boolean): Step[] {
    const { from, to } = this.flows[index] as Flow;
    const [start, end] = along ? [to, from] : [from, to];
    const reachedBy = new Map<string, { before: string; step: Step }>();
    const queue = [start];
    for (let at = 0; at < queue.length && !reachedBy.has(end); at += 1) {
      const node = queue[at] as string;
      for (const met of this.touching.get(node) ?? []) {
        if (met === index || !this.isOpen(met)) continue;
        const flow = this.flows[met] as Flow;
        const next = flow.from === node ? flow.to : flow.from;
        if (next === start || reachedBy.has(next)) continue;
        reachedBy.set(next, { before: node, step: { index: met, along: flow.from === node } });
        queue.push(next);
      }
    }
    const ring: Step[] = [{ index, along }];
    for (let node = end; node !== start; ) {
      const reached = reachedBy.get(node);
      if (reached === undefined) throw new Error('An amount that is not whole stands on no ring of such amounts.');
      ring.push(reached.step);
      node = reached.before;
    }
    return ring;
  }
}
