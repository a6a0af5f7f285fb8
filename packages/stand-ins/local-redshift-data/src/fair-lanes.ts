interface LaneState<Entry> {
  readonly waiting: Entry[];
  /** The time that was spent on the lane, in ms, counted so that lanes can be compared. */
  usedMs: number;
}

/**
 * Entries that wait in lanes for one worker. The first lane goes before all others, the last one
 * after them; of those between, the one that has used the least time is next, so that no lane holds
 * up another for longer than its own entry at work, however many wait in it. Within a lane the order
 * is that of arrival.
 */
export class FairLanes<Lane extends string, Entry> {
  readonly #urgent: Lane;
  readonly #idle: Lane;
  readonly #lanes: ReadonlyMap<Lane, LaneState<Entry>>;
  /** What the lane that was served last had used then. */
  #clockMs = 0;

  /** @param lanes the urgent one first, the idle one last */
  constructor(lanes: readonly [Lane, ...Lane[]]) {
    this.#urgent = lanes[0];
    this.#idle = lanes.at(-1) ?? lanes[0];
    this.#lanes = new Map(lanes.map((lane) => [lane, { waiting: [], usedMs: 0 }]));
  }

  push(lane: Lane, entry: Entry): void {
    const state = this.#stateOf(lane);
    // A lane that was idle has no claim to the time that it did not use.
    if (state.waiting.length === 0) state.usedMs = Math.max(state.usedMs, this.#clockMs);
    state.waiting.push(entry);
  }

  /** Takes the next entry; undefined when none waits. */
  shift(): { readonly lane: Lane; readonly entry: Entry } | undefined {
    const lane = this.#nextLane();
    if (lane === undefined) return undefined;
    const { waiting, usedMs } = this.#stateOf(lane);
    if (lane !== this.#urgent) this.#clockMs = Math.max(this.#clockMs, usedMs);
    return { lane, entry: waiting.shift() as Entry };
  }

  /** Notes the time that an entry of the lane took. */
  charge(lane: Lane, usedMs: number): void {
    this.#stateOf(lane).usedMs += usedMs;
  }

  /** Whether the entry was waiting. */
  remove(entry: Entry): boolean {
    for (const { waiting } of this.#lanes.values()) {
      const place = waiting.indexOf(entry);
      if (place === -1) continue;
      waiting.splice(place, 1);
      return true;
    }
    return false;
  }

  /** Takes all that wait. */
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
