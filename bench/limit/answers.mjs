export const send = (reply, text) =>
  reply.header('Content-Type', 'application/json; charset=utf-8').send(text);

export const notFound = (reply) => send(reply.code(404), '{}');

export const originOf = (request) => `http://${request.headers.host}`;

/** Which rows of a list are asked for. */
export function sliceOf({ page = '1', page_size = '20' }) {
  const size = Number(page_size);
  return { page: Number(page), size, offset: (Number(page) - 1) * size };
}

/** A page with its links, which keep all other parameters. */
export function sendPage(request, reply, { page, size }, { count, results }) {
  const pages = Math.max(1, Math.ceil(count / size));
  if (page > pages) return notFound(reply);
  const link = (to) => {
    if (to < 1 || to > pages) return 'null';
    const [path, query] = request.url.split('?');
    const parameters = new URLSearchParams(query);
    parameters.set('page', to);
    return `"${originOf(request)}${path}?${parameters}"`;
  };
  return send(
    reply,
    `{"count":${count},"next":${link(page + 1)},"previous":${link(page - 1)},"results":[${results ?? ''}]}`,
  );
}
