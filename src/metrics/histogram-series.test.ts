import { HistogramSeries } from './request.metrics.js';

test('observations are counted in the first bucket that holds them, and in all above', () => {
  const series = new HistogramSeries({ route: '/x/' }, [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) series.observe(value);
  const labels = { route: '/x/' };
  expect(series.samples('took_seconds')).toEqual([
    { metricName: 'took_seconds_bucket', labels: { le: 0.1, ...labels }, value: 2 },
    { metricName: 'took_seconds_bucket', labels: { le: 1, ...labels }, value: 3 },
    { metricName: 'took_seconds_bucket', labels: { le: '+Inf', ...labels }, value: 4 },
    { metricName: 'took_seconds_sum', labels, value: 7.65 },
    { metricName: 'took_seconds_count', labels, value: 4 },
  ]);
});
