/** @returns the answer, whose status must be as expected */
export async function call(url, { status = 200, ...request } = {}) {
  const answer = await fetch(url, request);
  if (answer.status === status) return answer;
  throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
}

export const post = (url, body, headers = {}, status = 200) =>
  call(url, {
    status,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
