import { Injectable } from '@nestjs/common';
import { Origin } from '../http/edge/origin.js';
import { MailComposers, type Letter, type MailComposer } from '../mail/mail.composers.js';
import { shownText } from '../mail/shown-text.js';
import { UsersService } from '../users/users.service.js';

export const MOVIE_CREATED = 'movie-created';

interface MovieCreated {
  readonly movie_id: number;
  readonly user_id: number;
  readonly title: string;
}

/** The confirmation that a movie's creator gets. */
@Injectable()
export class MovieCreatedMail implements MailComposer<MovieCreated> {
  constructor(
    composers: MailComposers,
    private readonly users: UsersService,
    private readonly origin: Origin,
  ) {
    composers.register(MOVIE_CREATED, this);
  }

  async compose({ movie_id, user_id, title }: MovieCreated): Promise<Letter | undefined> {
    const to = await this.users.emailOf(user_id);
    if (to === undefined) return undefined; // the account is gone, and with it whom to tell
    return movieCreatedLetter(to, title, `${this.origin.configured}/movies/${movie_id}/`);
  }
}

export function movieCreatedLetter(to: string, givenTitle: string, url: string): Letter {
  const title = shownText(givenTitle);
  return { to, subject: `Your movie "${title}" is in the catalogue`, context: { title, url } };
}
