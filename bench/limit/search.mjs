// A title as it is typed: the product's own reading of it and the product's own statement, for there
// is no better one that is known. What comes after it, when nothing is found, is left out.
import { originOf, sendPage, sliceOf } from './answers.mjs';
import { built } from './built.mjs';

/** Loaded with the first search: it brings much along that the other answers do without. */
async function loadSearch(read) {
  const [{ typedTitle }, { selectiveWords }, { literalSearch }, { TitleStatistics }] =
    await Promise.all(
      ['typed-title.js', 'telling-words.js', 'search.queries.js', 'title-statistics.js'].map(
        (file) => built('movies', 'search', file),
      ),
    );
  const rows = async ({ name, text }) => {
    const row = await read({
      name: `rows ${name}`,
      text: `SELECT json_agg(answer) AS list FROM (${text}) AS answer`,
      values: [],
    });
    return row.list ?? [];
  };
  const statistics = new TitleStatistics({ rows }, { seldom: () => undefined });
  await statistics.onApplicationBootstrap();
  return (title, slice, origin) => {
    const typed = typedTitle(title);
    const telling = selectiveWords(typed.literal, statistics.estimate(typed.literal));
    const reader = { viewer: undefined, origin };
    const { statement, values } = literalSearch(typed, telling, { filter: {}, slice, reader });
    return { ...statement, values };
  };
}

export function addSearch(server, read) {
  let search;
  server.get('/movies/search/', async (request, reply) => {
    search ??= loadSearch(read);
    const { page, size, offset } = sliceOf(request.query);
    const slice = { kind: 'page', page, limit: size, offset };
    const statement = (await search)(request.query.title, slice, originOf(request));
    return sendPage(request, reply, { page, size }, await read(statement));
  });
}
