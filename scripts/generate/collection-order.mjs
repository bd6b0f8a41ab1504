// The order of the collection: signing up, the tags as the document has them, and at the end what
// takes back.

/** What would spoil the requests behind it; a sign-in follows where the token is dead. */
const LEAVING = [
  ['unlikeMovie', 'deleteComment', 'deleteMovie'],
  ['endSession', 'login', 'logout', 'login', 'logoutAll', 'login'],
  ['forgotPassword', 'resetPassword', 'login', 'deleteAccount'],
].flat();

const FIRST = ['register', 'login'];

/**
 * @param operations all of the document: `{ operation, path, method }`
 * @param tags those of the document
 * @returns folders: `{ name, description, members }`
 */
export function arrange(operations, tags = []) {
  const byId = new Map(operations.map((each) => [each.operation.operationId, each]));
  const staying = operations.filter(
    ({ operation: { operationId } }) =>
      FIRST.includes(operationId) || !LEAVING.includes(operationId),
  );
  const first = FIRST.filter((id) => byId.has(id)).map((id) => tagOf(byId.get(id)));
  const names = [...new Set([...first, ...tags.map(({ name }) => name), ...staying.map(tagOf)])];
  const folders = names.map((name) => ({
    name,
    description: tags.find((tag) => tag.name === name)?.description,
    members: staying.filter((each) => tagOf(each) === name).sort(byNeeds),
  }));
  return [
    ...folders.filter(({ members }) => members.length > 0),
    {
      name: 'Leaving',
      description: 'What deletes and signs out, in an order in which each still works.',
      members: LEAVING.filter((id) => byId.has(id)).map((id) => byId.get(id)),
    },
  ];
}

const tagOf = ({ operation: { tags } }) => tags?.[0] ?? 'Other';

/** Signing up first; then what needs no id before what needs the id of something made before. */
function byNeeds(one, other) {
  const rank = ({ operation: { operationId }, path }) =>
    FIRST.includes(operationId) ? FIRST.indexOf(operationId) : path.includes('{') ? 3 : 2;
  return rank(one) - rank(other);
}
