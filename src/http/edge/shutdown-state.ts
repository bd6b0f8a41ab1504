import { Injectable } from '@nestjs/common';

/** How far the process has got that was told to end. */
@Injectable()
export class ShutdownState {
  /** Load balancers are to learn of it. */
  hasBegun = false;
  /** Every answer is the last one of its connection. */
  isFarewell = false;
  /** Called before connections are closed; resolves when there are none. */
  farewell: (() => Promise<void>) | undefined;

  begin(): void {
    this.hasBegun = true;
  }
}
