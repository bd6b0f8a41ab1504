import { figure, machine, table } from '../table.mjs';

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The figures as Markdown: medians, and the ratios of each round. */
export function reportOf({ quick, rounds: count, movies, catalogue }, rounds) {
  const { rows } = rounds[0].first;
  const of = (pick) => median(rounds.map(pick));
  const command = `npm run bench:import -- ${quick ? '--quick' : `--movies ${movies}`}${catalogue ? ' --catalogue FILE' : ''}`;
  const today = new Date().toISOString().slice(0, 10);
  const line = (name, rate, pick) => [
    name,
    figure(of(rate)),
    `× ${of((round) => rate(round) / round.copy).toFixed(3)}`,
    rounds.map((round) => (rate(round) / round.copy).toFixed(3)).join(', '),
    pick
      ? figure(
          of((round) => pick(round).peakMiB),
          'MiB',
        )
      : '–',
    pick ? figure((of((round) => pick(round).databaseCpu) / rows) * 1e6, 'µs') : '–',
  ];
  const lines = [
    line('plain `COPY` into a bare table', ({ copy }) => copy),
    line(
      'import, while it loads',
      ({ first, start }) => rows / (first.seconds - start),
      ({ first }) => first,
    ),
    line(
      'import, the whole command',
      ({ first }) => rows / first.seconds,
      ({ first }) => first,
    ),
    line(
      'the same file again, the whole command',
      ({ again }) => rows / again.seconds,
      ({ again }) => again,
    ),
  ];
  const heads = [
    '',
    'rows/s',
    'ratio',
    'of each round',
    'memory (RSS), most',
    'PostgreSQL, CPU a row',
  ];
  return [
    `\`${command}\`, ${today}: ${rows.toLocaleString('en')} movies, medians of ${count} rounds; ${machine()}`,
    table(heads, lines),
    `The command's start and end (an empty file): ${figure(
      of(({ start }) => start),
      's',
    )}.`,
  ].join('\n\n');
}
