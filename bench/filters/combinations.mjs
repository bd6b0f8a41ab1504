// What is asked for: each filter narrow and broad, and what people put together.

export const ORDERINGS = ['-created_at', 'title', 'year', '-like_count'];

/** Query strings; `{first}` and the like are users. */
const COMBINATIONS = `
year=1999
year_min=1950
year_max=1930
year_min=1990&year_max=1999
language=en
language=sv
creator={first}
creator={last}
liked_by={ten}
liked_by={thousand}
liked_by={fifty}
title=a
title=th
title=qx
title=the
title=fou
title=midnight
genre=Drama
genre=Spy
genre=Drama,Comedy
genre=Satire,Spy
genre=Drama,Comedy,Romance
genre=Drama|Comedy
genre=Drama|Comedy|Western
genre=Satire|Spy
genre=Drama&year=1999
genre=Drama&year_min=1950
genre=Drama&language=en
genre=Drama&language=sv
genre=Drama&language=en&year_min=1950
genre=Drama&language=sv&year_min=1990&year_max=1999
genre=Drama,Comedy&language=en&year_min=1950
genre=Drama|Comedy&language=en&year_min=1950
genre=Drama|Comedy&language=sv&year=1999
language=en&year_min=1950
language=en&year=1999
language=sv&year_max=1930
creator={first}&genre=Drama
creator={first}&language=en&year_min=1950
liked_by={thousand}&genre=Drama&year_min=1950
liked_by={fifty}&genre=Drama
liked_by={fifty}&language=en
liked_by={fifty}&creator={first}
title=the&year=1999
title=a&language=en&year_min=1950
title=the&genre=Drama
title=the&genre=Drama&year=1999
title=qx&genre=Drama
title=a&creator={first}
title=a&liked_by={fifty}`
  .trim()
  .split('\n');

const NAMES = {
  first: 'most movies',
  last: 'fewest movies',
  ten: '10 likes',
  thousand: '1,000 likes',
  fifty: '50,000 likes',
};

const filled = (text, values) => text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);

/** @returns {{ name: string, query: string }[]} */
export function combinations({ first, last, likers: [ten, thousand, fifty] }) {
  const ids = { first, last, ten, thousand, fifty };
  return COMBINATIONS.map((text) => ({
    name: `\`${filled(text, NAMES).replaceAll('|', '\\|')}\``,
    query: filled(text, ids),
  }));
}
