/**
 * One of each write that the API knows, one after the other.
 *
 * @param {string} origin of a server on an empty database
 */
export async function scenario(origin) {
  const send = async (method, path, { json, token, headers } = {}) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const password = 'a password that nobody guesses';
  const register = (username) =>
    send('POST', '/register/', { json: { username, email: `${username}@example.org`, password } });

  const ada = await register('ada');
  const bob = await register('bob');
  const eve = await register('eve');
  const { token } = await send('POST', '/login/', { json: { username: 'ada', password } });
  const movie = await send('POST', '/movies/', {
    token,
    headers: { 'idempotency-key': 'first' },
    json: {
      title: 'The Godfather',
      original_title: 'Il padrino',
      description: 'An offer nobody refuses.',
      genres: ['Crime', 'Drama'],
      release_date: '1972-03-24',
      runtime_minutes: 175,
      language: 'en',
      director: 'Francis Ford Coppola',
      cast: ['Marlon Brando', 'Al Pacino'],
      poster_url: 'https://example.org/godfather.jpg',
      imdb_id: 'tt0068646',
    },
  });
  const other = await send('POST', '/movies/', { token, json: { title: 'Rocky II' } });
  await send('PATCH', `/movies/${movie.id}/`, { token, json: { title: 'The Godfather Part I' } });
  await send('PATCH', `/movies/${movie.id}/`, {
    token,
    json: { genres: ['Drama', 'Mafia'], language: 'it' },
  });
  await send('PATCH', `/movies/${other.id}/`, {
    token,
    json: { year: 1979, description: 'Boxing.' },
  });

  for (const { token: liker } of [ada, bob, eve]) {
    await send('POST', `/movies/${movie.id}/like/`, { token: liker });
    await send('POST', `/movies/${other.id}/like/`, {
      token: liker,
      headers: { 'idempotency-key': 'like' },
    });
  }
  await send('POST', `/movies/${movie.id}/like/`, { token: bob.token });
  await send('DELETE', `/movies/${movie.id}/like/`, { token: eve.token });

  const comment = async (by, text, parent_id = null, on = movie.id) =>
    send('POST', `/movies/${on}/comments/`, { token: by.token, json: { text, parent_id } });
  const one = await comment(ada, 'One.');
  const two = await comment(bob, 'Two.');
  const reply = await comment(eve, 'A reply.', one.id);
  await comment(bob, 'Another reply.', one.id);
  await comment(bob, 'On the other one.', null, other.id);
  await send('PATCH', `/comments/${two.id}/`, { token: bob.token, json: { text: 'Two, edited.' } });
  await send('DELETE', `/comments/${one.id}/`, { token: ada.token }); // leaves a tombstone
  await send('DELETE', `/comments/${reply.id}/`, { token: eve.token });
  await send('DELETE', `/comments/${two.id}/`, { token: bob.token });

  for (const path of [
    '/movies/',
    '/genres/',
    '/movies/trending/',
    '/movies/search/?title=godfather',
    '/me/',
  ])
    await send('GET', path, { token });
  await send('PATCH', '/me/', { token: bob.token, json: { username: 'bobby' } });
  await send('PATCH', '/me/', {
    token: bob.token,
    json: { email: 'bobby@example.org', current_password: password },
  });
  await send('PATCH', '/me/', {
    token: bob.token,
    json: { password: 'another password nobody guesses', current_password: password },
  });
  await send('POST', '/password/forgot/', { json: { email: 'ada@example.org' } });
  const doomed = await send('POST', '/movies/', {
    token,
    json: { title: 'Doomed', genres: ['Mafia'] },
  });
  await send('POST', `/movies/${doomed.id}/like/`, { token });
  await comment(ada, 'On the doomed one.', null, doomed.id);
  await send('DELETE', `/movies/${doomed.id}/`, { token });
  await send('DELETE', '/me/', { token: eve.token, json: { current_password: password } });
  await send('POST', '/logout/', { token: ada.token });
  await send('POST', '/logout/all/', { token });
}
