import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNPRODUCED } from './unproduced-answers.mjs';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'openapi.json');

/**
 * Compares the answers that the document has with those that the tests have met.
 *
 * @param folder where `produced-answers.ts` has noted them
 * @returns the answers never produced, those that were argued to be unproducible and came all the
 *   same, and a table of them for people
 */
export function compareAnswers(folder) {
  const produced = new Set(
    readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')),
  );
  const documented = documentedAnswers(JSON.parse(readFileSync(DOCUMENT, 'utf8')));
  const missing = documented.filter((answer) => !produced.has(answer));
  const argued = Object.keys(UNPRODUCED);
  const unargued = missing.filter((answer) => !argued.includes(answer));
  const needless = argued.filter((answer) => !missing.includes(answer));
  const table = [
    `${documented.length - missing.length} of ${documented.length} documented answers were produced.`,
    ...rows('never produced', missing, (answer) => UNPRODUCED[answer] ?? 'without a reason'),
    ...rows('argued in test/support/unproduced-answers.mjs, but', needless, (answer) =>
      documented.includes(answer) ? 'produced' : 'not in the document',
    ),
  ].join('\n');
  return { unargued, needless, table };
}

/** `OPERATION STATUS`, with the kind where it is a problem: one for each kind. */
function documentedAnswers({ paths, components }) {
  const kindsOf = (response) =>
    (response.$ref ? components.responses[response.$ref.split('/').at(-1)] : response)[
      'x-problem-types'
    ];
  const answers = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const place = status === 'default' ? status : `${operationId} ${status}`;
        return kindsOf(response)?.map((kind) => `${place} ${kind}`) ?? [place];
      }),
    ),
  );
  return [...new Set(answers)];
}

const rows = (title, answers, remark) =>
  answers.map((answer) => `  ${title}: ${answer.padEnd(48)} ${remark(answer)}`);
