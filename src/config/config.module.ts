import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './environment.js';
import { Secrets } from './secrets.js';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** Gives every module the configuration that the process was started with, and its secrets. */
@Global()
@Module({})
export class ConfigModule {
  /** @param secrets the text of `JWT_SECRET` */
  static with(config: Config, secrets: string): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Secrets, useFactory: () => Secrets.from(secrets) },
      ],
      exports: [CONFIG, Secrets],
    };
  }
}
