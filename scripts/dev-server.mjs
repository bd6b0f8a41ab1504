// The server of npm run dev: loads the packages, which do not change, and the code when it is told to.
const packages = [
  '@fastify/static',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  'class-transformer',
  'class-validator',
  'pg',
  'pino',
  'prom-client',
  'typeorm',
  'zod',
];

// Ctrl-C reaches the whole group: the one that waits has nothing to finish.
const leave = () => process.exit(0);
process.on('SIGINT', leave);
process.once('message', () => {
  process.off('SIGINT', leave);
  void import('../dist/main.js'); // what fails in it ends the process
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // nobody is left to restart it
await Promise.all(packages.map((name) => import(name)));
