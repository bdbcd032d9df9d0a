// The live clock: minutes pass one by one where an act takes them, and where nobody decides in time the act of waiting does itself.

const SECOND = 1000;
const MINUTE = 450; // how long one minute of the session lasts, in milliseconds

const DECIDE = 30; // how many seconds one has to decide

/**
 * A clock that is off at first. `onTick(minute)` shows a minute that passes, `onLeft(seconds or null)` says how long is left, and
 * `onWait()` lets time pass. `canWait()` says whether there is anything to wait by.
 */
export class LiveClock {
  #heard;
  #timer = 0;
  #left = DECIDE;
  // What the next beat does, and after how long; null while nothing is waited for.
  #next = null;
  // What ends the minutes that are passing; null while somebody decides.
  #arrive = null;
  isOn = false;
  isPaused = false;

  constructor(heard) {
    this.#heard = heard;
  }

  #beat(step, after) {
    clearTimeout(this.#timer);
    this.#next = [step, after];
    if (this.isOn && !this.isPaused) this.#timer = setTimeout(step, after);
  }

  #end() {
    clearTimeout(this.#timer);
    const arrive = this.#arrive;
    this.#next = null;
    this.#arrive = null;
    arrive?.();
  }

  /** Let minutes pass from one to another, then call `arrive`; at once where the clock is off. */
  pass(from, to, arrive) {
    this.#arrive = arrive;
    if (!this.isOn || to <= from) return this.#end();
    let minute = from;
    const step = () => {
      minute += 1;
      if (minute >= to) return this.#end();
      this.#heard.onTick(minute);
      return this.#beat(step, MINUTE);
    };
    return this.#beat(step, MINUTE);
  }

  /** Begin to count down, where the clock is on. */
  decide() {
    clearTimeout(this.#timer);
    this.#next = null;
    if (!this.isOn) return;
    this.#left = DECIDE;
    const step = () => {
      const { canWait, onLeft, onWait } = this.#heard;
      if (!canWait()) return onLeft(null);
      onLeft(this.#left);
      this.#left -= 1;
      return this.#left < 0 ? onWait() : this.#beat(step, SECOND);
    };
    step();
  }

  /** Count no further: there is nothing left to decide. */
  rest() {
    clearTimeout(this.#timer);
    this.#next = null;
    this.#heard.onLeft(null);
  }

  /** Turn the clock on or off; minutes that are passing are over at once where it is off. */
  turn(on) {
    this.isOn = on;
    this.isPaused = false;
    if (this.#arrive) this.#end();
    else if (on) this.decide();
    else this.rest();
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    clearTimeout(this.#timer);
    if (!isPaused && this.#next) this.#beat(...this.#next);
  }
}
