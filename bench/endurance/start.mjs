// How long a built server takes until it is ready, on a database that is there.
import { join } from 'node:path';
import { freePort, Product } from '../product.mjs';
import { figure, table } from '../table.mjs';
import { median } from '../windows.mjs';

const STARTS = 5;

export async function start({ children, folder, root }) {
  const product = new Product(children, root, join(folder, 'start'), await freePort());
  await product.build();
  await product.migrate();
  const times = [];
  for (let number = 0; number < STARTS; number += 1) times.push(await product.timeStart());
  return table(
    [`\`npm start\` until ready, ${STARTS} times`, 's'],
    [
      ['median', figure(median(times) / 1000)],
      ['least', figure(Math.min(...times) / 1000)],
      ['most', figure(Math.max(...times) / 1000)],
    ],
  );
}
