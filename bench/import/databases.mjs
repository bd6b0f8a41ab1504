// The databases of the import bench, on one server that stays up for all of it.
import { join } from 'node:path';
import pg from 'pg';
import { freePort, Product } from '../product.mjs';
import { databaseCpuSeconds } from '../usage.mjs';

const TEMPLATE = 'bench_template';
/** The product's role, which owns its databases. */
const OWNER = 'movie_api';

export class Databases {
  #children;
  #root;
  #folder;
  #server;
  #port;
  #postmaster;
  #serial = 0;

  constructor(children, root, folder) {
    this.#children = children;
    this.#root = root;
    this.#folder = folder;
  }

  /** Builds the product, starts it and makes the empty database that the others are copies of. */
  async start() {
    this.#port = await freePort();
    this.#server = new Product(this.#children, this.#root, join(this.#folder, 'data'), this.#port);
    await this.#server.build();
    // An idle server keeps the database up: no import starts or stops it.
    this.#postmaster = (await this.#server.start()).postmaster;
    await this.#admin(`CREATE DATABASE ${TEMPLATE} TEMPLATE template0 OWNER ${OWNER}`);
    await this.product(TEMPLATE).migrate();
  }

  address(database) {
    return { ...this.#server.databaseAddress, database };
  }

  /** The product's commands on one of the databases. */
  product(database) {
    const { host } = this.address(database);
    const env = {
      DATABASE_URL: `postgres://${OWNER}@localhost/${database}?host=${encodeURIComponent(host)}`,
      JWT_SECRET: 'a secret of the bench that signs nothing at all',
    };
    const options = { name: 'command', env };
    return new Product(
      this.#children,
      this.#root,
      join(this.#folder, 'files'),
      this.#port,
      options,
    );
  }

  /** @returns {Promise<string>} the name of a new database with the product's schema and no rows */
  async migrated() {
    const name = `bench_${(this.#serial += 1)}`;
    await this.#admin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER ${OWNER}`);
    await this.#admin('CHECKPOINT'); // no round pays for what the one before it has left
    return name;
  }

  drop(name) {
    return this.#admin(`DROP DATABASE ${name} WITH (FORCE)`);
  }

  /** Adds PostgreSQL's seconds of CPU to what a run has measured. */
  async measured(name, run) {
    await this.#admin('CHECKPOINT');
    const before = databaseCpuSeconds(this.#postmaster);
    const result = await run();
    return { ...result, databaseCpu: databaseCpuSeconds(this.#postmaster) - before };
  }

  async #admin(statement) {
    const client = new pg.Client(this.address('postgres'));
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
