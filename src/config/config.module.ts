import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './environment.js';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** Gives every module the configuration that the process was started with. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
