// The server of npm run dev: loads the packages, which do not change; the code, and serves, when it is
// told to.
const packages = [
  '@fastify/cors',
  '@fastify/static',
  '@nestjs-modules/mailer',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  '@node-rs/argon2',
  'class-transformer',
  'class-validator',
  'find-my-way',
  'ipaddr.js',
  'nodemailer/lib/smtp-pool/index.js',
  'passport-jwt',
  'pg',
  'pg-copy-streams',
  'pino',
  'prom-client',
  'typeorm',
  'zod',
];

// Ctrl-C reaches the whole group: the one that waits has nothing to finish.
const leave = () => process.exit(0);
process.on('SIGINT', leave);
process.on('message', (order) => {
  process.off('SIGINT', leave);
  // What fails in the code is told by main.js, and ends the process.
  if (order === 'load') import('../dist/app.setup.js').catch(() => undefined);
  else void import('../dist/main.js');
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); // nobody is left to restart it
await Promise.all(packages.map((name) => import(name)));
