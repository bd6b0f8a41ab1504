import { Injectable } from '@nestjs/common';
import { CommentsService } from '../comments/comments.service.js';
import type { ListRow } from '../paging/list.statement.js';
import { pagesOf, type PageSlice } from '../paging/slice.js';
import { parseId } from '../http/input/parameters.js';
import { MAX_PAGE_SIZE, pageSlice } from '../paging/page.parameters.js';
import { Problem } from '../http/problems/problem.js';
import { LikesService } from '../likes/likes.service.js';
import { DiscoverService } from '../discover/discover.service.js';
import type { Reader } from '../http/routing/reader.js';
import { movieNotFound } from '../movies/movies.errors.js';
import { MoviesService } from '../movies/movies.service.js';
import { SearchService } from '../search/search.service.js';
import { LIKERS_SHOWN, REPLIES_SHOWN, SIMILAR_SHOWN } from '../../web/addresses.js';
import type { Comment, Genre, Movie, MovieShown, Page, Query, User } from '../../web/shapes.js';
import type { CatalogueQuery } from './dto/catalogue.query.js';

/** Reads what the page shows, in the statements that the API's own answers take. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly movies: MoviesService,
    private readonly searches: SearchService,
    private readonly discover: DiscoverService,
    private readonly likes: LikesService,
    private readonly comments: CommentsService,
  ) {}

  /** @throws {Problem} 400 for genres that cannot be read, 404 for a page past the last */
  async list(query: CatalogueQuery, origin: string): Promise<Page<Movie>> {
    const { title, genre, year_min, year_max, ordering } = query;
    const filter = { genre, year_min, year_max };
    const slice = pageSlice({ page: query.page });
    const reader: Reader = { origin, viewer: undefined };
    const row =
      title === undefined
        ? await this.movies.list(filter, ordering, slice, reader)
        : await this.searches.search(title, filter, slice, reader);
    return pageOf(slice, row);
  }

  async genres(): Promise<Genre[]> {
    return rowsOf(await this.discover.genres(pageSlice({ page_size: MAX_PAGE_SIZE })));
  }

  /**
   * @param shown the query as the views have it
   * @throws {Problem} 404 for a movie or a page that is not there
   */
  async movie(query: CatalogueQuery, shown: Query, origin: string): Promise<MovieShown> {
    const id = parseId(query.movie);
    if (id === undefined) throw movieNotFound();
    const slice = pageSlice({ page: query.page });
    const reader: Reader = { origin, viewer: undefined };
    const [movie, likers, comments, replies, similar] = await Promise.all([
      this.movies.one(id, reader),
      this.likes.likers(id, undefined, pageSlice({ page_size: LIKERS_SHOWN })),
      this.comments.ofMovie(id, false, slice),
      this.replies(query),
      this.discover.similar(id, pageSlice({ page_size: SIMILAR_SHOWN }), reader),
    ]);
    return {
      query: shown,
      movie: JSON.parse(movie.json!) as Movie,
      likers: rowsOf<User>(likers),
      comments: pageOf<Comment>(slice, comments),
      replies,
      similar: rowsOf<Movie>(similar),
      viewer: null,
    };
  }

  /** None of a comment, or of a page, that has gone: its movie is shown all the same. */
  private async replies({ replies, replies_page }: CatalogueQuery): Promise<Page<Comment>> {
    const none = { rows: [], count: 0, page: 1, pages: 1 };
    const id = replies === undefined ? undefined : parseId(replies);
    if (id === undefined) return none;
    const slice = pageSlice({ page: replies_page, page_size: REPLIES_SHOWN });
    try {
      return pageOf(slice, await this.comments.replies(id, true, slice));
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return none;
      throw error;
    }
  }
}

/** PostgreSQL has put the rows together as JSON; a view needs them as objects. */
const rowsOf = <T>({ results }: ListRow): T[] => JSON.parse(`[${results}]`) as T[];

function pageOf<T>(slice: PageSlice, row: ListRow): Page<T> {
  const pages = pagesOf(slice, row.count);
  return { rows: rowsOf<T>(row), count: Number(row.count), page: slice.page, pages };
}
