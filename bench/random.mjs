/** Random numbers that are the same on every run: figures of two runs stay comparable. */
export class Random {
  #state;

  /** @param {number} seed 32 bits */
  constructor(seed) {
    this.#state = seed;
  }

  /** @returns {number} from 0 up to 1 (mulberry32) */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @returns {number} an integer from `low` to `high`, both included */
  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** As {@link between}, with small numbers the likelier: what lists of names look like. */
  fewBetween(low, high) {
    return low + Math.floor(this.next() ** 3 * (high - low + 1));
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** A few of a list are common and most are rare, as with the words of a language. */
  pickUneven(list) {
    return list[Math.floor(this.next() ** 3 * list.length)];
  }

  /** @returns {boolean} true in so many of a hundred cases */
  chance(percent) {
    return this.next() * 100 < percent;
  }
}
