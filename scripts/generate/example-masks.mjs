// What differs from one run to the next, replaced by values that might have come as well. All else in
// an example is what the API answered.
const MORNING = '2026-11-22T15:34:00.000Z';
const LATER = '2026-11-22T15:40:00.000Z';

const TIMES = {
  created_at: MORNING,
  last_used_at: LATER,
  liked_at: LATER,
  edited_at: LATER,
  expires_at: '2026-11-29T15:34:00.000Z',
};

const REQUEST_ID = 'f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55';
const CURSOR = 'W2ZhbHNlLGZhbHNlLCIyMDI2LTExLTIyVDE1OjM0OjAwWiIsIjIiXXkwUk5ZQWtXQjdrUGdRMWo';
const SESSION_TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const RESET_TOKEN = 'mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw';

/** @param value a body, or a part of it that stands under `key` in `parent` */
export function masked(value, key = '', parent = {}) {
  if (Array.isArray(value)) return value.map((item) => masked(item, key, parent));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, masked(item, name, value)]),
    );
  }
  if (typeof value !== 'string') return value;
  if (key === 'request_id') return REQUEST_ID;
  if (key === 'next_cursor') return CURSOR;
  if (key === 'token') return value.includes('.') ? SESSION_TOKEN : RESET_TOKEN;
  if (key === 'updated_at') return value === parent.created_at ? MORNING : LATER;
  if (Object.hasOwn(TIMES, key)) return TIMES[key];
  return value
    .replaceAll(/(\d)\1{99,}/g, (run) => run.slice(0, 12)) // what is too long would fill pages
    .replaceAll(/\bcursor=[\w-]+/g, `cursor=${CURSOR}`)
    .replaceAll(/\bwait \d+ s\b/g, 'wait 42 s');
}

/** One metric of those that Prometheus scrapes: all of them fill pages, and count what nobody foretells. */
export function maskedMetrics(text) {
  const lines = text.split('\n').filter((line) => line.includes('movie_api_processes'));
  return `${lines.join('\n')}\n`;
}
