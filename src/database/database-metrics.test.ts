import { QueryFailedError } from 'typeorm';
import { DatabaseMetrics } from './database-metrics.js';

const ofDatabase = (code: string): Error =>
  Object.assign(new Error('no'), { severity: 'ERROR', code });

test.each([
  ['unavailable', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ['unavailable', ofDatabase('57P01')],
  ['timeout', new Error('timeout exceeded when trying to connect')],
  ['timeout', ofDatabase('57014')],
  ['timeout', ofDatabase('55P03')],
  ['transient', ofDatabase('40P01')],
  ['refused', ofDatabase('23505')],
  ['refused', new QueryFailedError('SELECT', [], ofDatabase('22003'))],
  ['other', ofDatabase('42P01')],
])('%s: %s', (kind, error) => {
  const metrics = new DatabaseMetrics();
  metrics.countError(error);
  expect(Object.entries(metrics.errors).filter(([, count]) => count > 0)).toEqual([[kind, 1]]);
});

test('an error that comes by twice counts once, also in its wrapping; others do not count', () => {
  const metrics = new DatabaseMetrics();
  const error = ofDatabase('42601');
  metrics.countError(error);
  metrics.countError(new QueryFailedError('SELECT', [], error));
  metrics.countError(new TypeError('not of the database'));
  metrics.countError('nothing');
  expect(metrics.errors).toEqual({
    unavailable: 0,
    timeout: 0,
    transient: 0,
    refused: 0,
    other: 1,
  });
});
