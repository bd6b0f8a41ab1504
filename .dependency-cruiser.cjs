/** Which module may know which. The arrows are explained in CONTRIBUTING.md. */
const arrow = (from, allowed) => {
  withArrow.push(from);
  return {
    name: `${from}-knows-only-${allowed.join('-') || 'nothing'}`,
    severity: 'error',
    from: { path: folder(from) },
    to: { path: '^src/', pathNot: [from, ...allowed].map(folder) },
  };
};

const folder = (name) => `^src/${name}/`;
/** Folders with a rule of their own. */
const withArrow = [];

const base = ['config', 'database', 'http'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/((main|worker|cli|process/cluster/server-worker).ts)$',
      },
      to: {},
    },
    {
      name: 'declared-packages-only',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'environment-has-one-reader',
      comment: 'Modules take the Config; only what starts a process loads it.',
      severity: 'error',
      from: {
        pathNot: '^src/(worker.ts|process/|cli/|cli.ts$|config/)',
      },
      to: { path: '^src/config/environment.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'embedded-database-is-loaded-on-demand',
      comment: 'With DATABASE_URL none of its code is loaded.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/database/embedded/' },
      to: {
        path: '^src/database/embedded/',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'tracing-is-loaded-on-demand',
      comment: 'Without the variables of OpenTelemetry none of its code is loaded.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/process/tracing/' },
      to: {
        path: '^(src/process/tracing/|node_modules/@opentelemetry/)',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'nothing-from-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: 'test.ts$' },
      to: { path: '^(test|bench)/' },
    },
    arrow('config', []),
    arrow('database', ['config']),
    arrow('http', ['config', 'database']),
    arrow('paging', base),
    arrow('users', [...base, 'paging']),
    arrow('mail', base),
    arrow('auth', [...base, 'paging', 'users', 'mail']),
    arrow('movies', [...base, 'paging', 'users', 'mail']),
    arrow('exchange', [...base, 'movies', 'cli']),
    arrow('web', [...base, 'paging', 'movies', 'search', 'discover', 'likes', 'comments']),
    arrow('health', [...base, 'mail']),
    arrow('metrics', [...base, 'mail']),
    {
      name: 'other-features-know-movies-and-users',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [...withArrow, 'process', 'cli'].map(folder) },
      to: {
        path: '^src/',
        pathNot: [...base, 'paging', 'movies', 'users', '$1'].map(folder),
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
