interface LaneState<Entry> {
  readonly waiting: Entry[];
  /** Time used by the lane in milliseconds, adjusted so that lanes are comparable. */
  usedMs: number;
}

/**
 * Queues entries in lanes for one worker. The first lane precedes all others, and the last one
 * follows them. Among the rest, the lane that has used the least time is next, so that no lane
 * delays another for longer than its running entry, however many entries it has. Within a lane,
 * entries keep their order.
 */
export class FairLanes<Lane extends string, Entry> {
  readonly #urgent: Lane;
  readonly #idle: Lane;
  readonly #lanes: ReadonlyMap<Lane, LaneState<Entry>>;
  /** The used time of the lane that was served last. */
  #clockMs = 0;

  /** @param lanes the urgent lane first, the idle one last */
  constructor(lanes: readonly [Lane, ...Lane[]]) {
    this.#urgent = lanes[0];
    this.#idle = lanes.at(-1) ?? lanes[0];
    this.#lanes = new Map(lanes.map((lane) => [lane, { waiting: [], usedMs: 0 }]));
  }

  push(lane: Lane, entry: Entry): void {
    const state = this.#stateOf(lane);
    // A lane does not accumulate time while it is idle.
    if (state.waiting.length === 0) state.usedMs = Math.max(state.usedMs, this.#clockMs);
    state.waiting.push(entry);
  }

  /** Removes and returns the next entry; undefined if there is none. */
  shift(): { readonly lane: Lane; readonly entry: Entry } | undefined {
    const lane = this.#nextLane();
    if (lane === undefined) return undefined;
    const { waiting, usedMs } = this.#stateOf(lane);
    if (lane !== this.#urgent) this.#clockMs = Math.max(this.#clockMs, usedMs);
    return { lane, entry: waiting.shift() as Entry };
  }

  /** Adds time that an entry of the lane used. */
  charge(lane: Lane, usedMs: number): void {
    this.#stateOf(lane).usedMs += usedMs;
  }

  /** Removes an entry. @returns true if it was waiting */
  remove(entry: Entry): boolean {
    for (const { waiting } of this.#lanes.values()) {
      const place = waiting.indexOf(entry);
      if (place === -1) continue;
      waiting.splice(place, 1);
      return true;
    }
    return false;
  }

  /** Removes and returns all entries. */
  drain(): Entry[] {
    return [...this.#lanes.values()].flatMap(({ waiting }) => waiting.splice(0));
  }

  #nextLane(): Lane | undefined {
    const lanes = [...this.#lanes].filter(([, { waiting }]) => waiting.length > 0);
    if (lanes.some(([lane]) => lane === this.#urgent)) return this.#urgent;
    const [first] = lanes
      .filter(([lane]) => lane !== this.#idle)
      .toSorted(([, one], [, other]) => one.usedMs - other.usedMs);
    return (first ?? lanes[0])?.[0];
  }

  #stateOf(lane: Lane): LaneState<Entry> {
    const state = this.#lanes.get(lane);
    if (state === undefined) throw new RangeError(`Expected a lane but received ${lane}`);
    return state;
  }
}
