/** A list's items in an order of chance (Fisher and Yates). */
export function shuffled(random, list) {
  const result = [...list];
  for (let place = result.length - 1; place > 0; place -= 1) {
    const other = random.between(0, place);
    [result[place], result[other]] = [result[other], result[place]];
  }
  return result;
}
