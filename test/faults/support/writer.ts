import type { Answer, RequestOptions } from '../../support/client.js';
import type { TestUser } from '../../support/factories.js';
import { AnswerLost, Refused } from './connection.js';
import { either, isThere, Ledger, type WrittenComment, type WrittenMovie } from './ledger.js';

export type Send = (method: string, path: string, options: RequestOptions) => Promise<Answer>;

/** Nobody knows whether a write was done: no answer came, or a 503. */
export class OutcomeUnknown extends Error {}

const GENRES = ['Crime', 'Drama', 'Comedy', 'Western', 'Thriller'];

let serial = 0;

/** A user who writes one thing after the other, and notes what came of it. */
export class Writer {
  readonly ledger = new Ledger();
  /** Created, but not answered: to be sent again with the same key. */
  private readonly unanswered: WrittenMovie[] = [];

  /**
   * @param shared movies that everybody likes and comments on, and nobody deletes
   * @param random from 0 up to 1
   */
  constructor(
    readonly user: TestUser,
    private readonly shared: readonly number[],
    private readonly random: () => number,
  ) {}

  /** One write. @throws {OutcomeUnknown} when the ledger has two possibilities more */
  async write(send: Send): Promise<void> {
    const again = this.unanswered[0];
    if (again !== undefined) return this.create(send, again);
    const dice = this.random();
    if (dice < 0.25) return this.like(send, true);
    if (dice < 0.4) return this.like(send, false);
    if (dice < 0.55) return this.comment(send, null);
    if (dice < 0.68) return this.comment(send, this.one(this.commentsToAnswer()) ?? null);
    if (dice < 0.78) return this.deleteComment(send);
    if (dice < 0.9) return this.create(send, this.newMovie());
    if (dice < 0.95) return this.describe(send);
    return this.deleteMovie(send);
  }

  private async like(send: Send, liked: boolean): Promise<void> {
    const movie = this.one(this.moviesToLike())!;
    const { likes } = this.ledger;
    const before = likes.get(movie) ?? [false];
    likes.set(movie, either(before, [liked]));
    await this.done(send, liked ? 'POST' : 'DELETE', `/movies/${movie}/like/`, {});
    likes.set(movie, [liked]);
  }

  private async comment(send: Send, parent: WrittenComment | null): Promise<void> {
    const movieId = parent?.movieId ?? this.one(this.moviesToLike())!;
    const text = `comment ${(serial += 1)} of ${this.user.username}`;
    const comment: WrittenComment = {
      text,
      movieId,
      parentId: parent?.id ?? null,
      there: [true, false],
    };
    this.ledger.comments.set(text, comment);
    const json = { text, parent_id: comment.parentId };
    const { body } = await this.done(send, 'POST', `/movies/${movieId}/comments/`, { json });
    Object.assign(comment, { id: body.id, there: [true] });
  }

  private async deleteComment(send: Send): Promise<void> {
    const comment = this.one(this.commentsOnLivingMovies());
    if (comment === undefined) return this.comment(send, null);
    comment.there = [true, false];
    await this.done(send, 'DELETE', `/comments/${comment.id}/`, {});
    comment.there = [false];
  }

  private newMovie(): WrittenMovie {
    const title = `Film ${(serial += 1)} of ${this.user.username}`;
    const genres = GENRES.filter(() => this.random() < 0.4);
    const there = [true, false];
    const movie = { title, key: `key-${serial}`, genres, there, descriptions: ['As it began.'] };
    this.ledger.movies.set(title, movie);
    this.unanswered.push(movie);
    return movie;
  }

  /** The first time, or once more: it is one movie in the end. */
  private async create(send: Send, movie: WrittenMovie): Promise<void> {
    const { title, genres, key } = movie;
    const { body } = await this.done(send, 'POST', '/movies/', {
      json: { title, genres, description: 'As it began.', year: 1972 },
      headers: { 'idempotency-key': key },
    });
    if (movie.id !== undefined && movie.id !== body.id)
      throw new Error(`${title} is ${movie.id} and ${body.id}: created twice`);
    Object.assign(movie, { id: body.id, there: [true] });
    this.unanswered.shift();
  }

  private async describe(send: Send): Promise<void> {
    const movie = this.one(this.ownMovies());
    if (movie === undefined) return this.create(send, this.newMovie());
    const description = `As of ${(serial += 1)}.`;
    movie.descriptions = either(movie.descriptions, [description]);
    await this.done(send, 'PATCH', `/movies/${movie.id}/`, { json: { description } });
    movie.descriptions = [description];
  }

  private async deleteMovie(send: Send): Promise<void> {
    const movie = this.one(this.ownMovies());
    if (movie === undefined) return this.create(send, this.newMovie());
    movie.there = [true, false];
    await this.done(send, 'DELETE', `/movies/${movie.id}/`, {});
    movie.there = [false];
  }

  /** @throws {OutcomeUnknown} when nobody knows, any other error for an answer that cannot be */
  private async done(
    send: Send,
    method: string,
    path: string,
    options: RequestOptions,
  ): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await send(method, path, { token: this.user.token, ...options });
    } catch (error) {
      if (error instanceof Refused || error instanceof AnswerLost) {
        this.ledger.unknown += 1;
        throw new OutcomeUnknown(error.message, { cause: error });
      }
      throw error;
    }
    if (answer.status === 503) {
      this.ledger.unknown += 1;
      throw new OutcomeUnknown(`${method} ${path}: 503`);
    }
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    this.ledger.acknowledged += 1;
    return answer;
  }

  private ownMovies(): WrittenMovie[] {
    return [...this.ledger.movies.values()].filter((movie) => isThere(movie) && movie.id);
  }

  private moviesToLike(): number[] {
    // Half of what is liked is shared, so that writers meet.
    const own = this.ownMovies().map(({ id }) => id!);
    return this.random() < 0.5 || own.length === 0 ? [...this.shared] : own;
  }

  private commentsOnLivingMovies(): WrittenComment[] {
    const living = new Set([...this.shared, ...this.ownMovies().map(({ id }) => id!)]);
    return [...this.ledger.comments.values()].filter(
      (comment) => isThere(comment) && comment.id && living.has(comment.movieId),
    );
  }

  private commentsToAnswer(): WrittenComment[] {
    return this.commentsOnLivingMovies().filter(({ parentId }) => parentId === null);
  }

  private one<T>(of: readonly T[]): T | undefined {
    return of[Math.floor(this.random() * of.length)];
  }
}
