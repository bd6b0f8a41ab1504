import { Random } from '../random.mjs';

const SEED = 11;

/** Requests that may come again: gone through in turns, each window from another place. */
export class Cycle {
  #list;
  #random = new Random(SEED);

  constructor(list) {
    this.#list = list;
  }

  /** The request of this number: one at a time. */
  at(number) {
    return this.#list[number % this.#list.length];
  }

  /** What a window goes through. */
  next() {
    const start = this.#random.between(0, this.#list.length - 1);
    return [...this.#list.slice(start), ...this.#list.slice(0, start)];
  }
}

/** Requests that should not come again, such as likes: each is made when its turn comes. */
export class Series {
  #make;
  #perSecond;
  #made = 0;

  /**
   * @param {(random: Random, number: number) => import('../load/load.mjs').Request} make
   * @param {number} perSecond more than any server answers
   */
  constructor(make, perSecond) {
    this.#make = make;
    this.#perSecond = perSecond;
  }

  at() {
    return this.next(1 / this.#perSecond)[0];
  }

  next(seconds) {
    return Array.from({ length: Math.ceil(seconds * this.#perSecond) }, () => {
      this.#made += 1;
      // Neighbouring seeds make neighbouring first numbers: they are spread.
      return this.#make(new Random(Math.imul(this.#made, 0x9e3779b1)), this.#made);
    });
  }
}
