import { QueryFailedError } from 'typeorm';
import { errorMessage, errorText } from './failure.js';

const databaseError = (message: string, fields: Record<string, string>): Error =>
  Object.assign(new Error(message), { severity: 'ERROR', ...fields });

test('of an error of the database only what names the schema is left', () => {
  const error = databaseError('duplicate key value violates unique constraint "users_email_key"', {
    code: '23505',
    constraint: 'users_email_key',
    detail: 'Key (email)=(ada@example.org) already exists.',
  });
  const text =
    'duplicate key value violates unique constraint "users_email_key" (SQLSTATE 23505, users_email_key)';
  expect(errorMessage(error)).toBe(text);
  const wrapped = new QueryFailedError('INSERT …', ['ada@example.org'], error);
  expect(errorMessage(wrapped)).toBe(text);
  expect(errorText(wrapped)).toMatch(/^QueryFailedError: duplicate .*\n {4}at /);
  expect(errorText(wrapped)).not.toContain('ada@');
});

test('values that a message quotes are left out', () => {
  const error = databaseError('invalid input syntax for type date: "ada@ex"ample.org"', {
    code: '22007',
  });
  expect(errorMessage(error)).toBe('invalid input syntax for type date: "…" (SQLSTATE 22007)');
  expect(errorText(error)).not.toContain('ada');
});

test('other errors keep their message; what is no error says nothing', () => {
  expect(errorMessage(new TypeError('x is not a function'))).toBe('x is not a function');
  expect(errorText(new TypeError('two\nlines'))).toMatch(/^TypeError: two\nlines\n {4}at /);
  expect(errorText('ada@example.org')).toBe('Not an error: string');
});
