import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './environment.js';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** Injection token of the secret that signs what clients carry around. */
export const SECRET = Symbol('secret');

/** Gives every module the configuration that the process was started with, and its secret. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config, secret: string): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SECRET, useValue: secret },
      ],
      exports: [CONFIG, SECRET],
    };
  }
}
