// 自动保存: every keystroke is written at once; while one write is under way only the newest of the next is kept.
// What could not be written is not forgotten: it is tried again until it is, and the officer sees that it is not safe.

const AGAIN = 3000;

export class Saver {
  constructor(write, tell) {
    Object.assign(this, { write, tell, waiting: undefined, busy: false, failed: false });
  }

  save(value) {
    this.waiting = { value };
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.waiting) {
      const { value } = this.waiting;
      this.waiting = undefined;
      try {
        await this.write(value);
        this.failed = false;
        if (!this.waiting) this.tell("saved");
      } catch (error) {
        this.failed = true;
        this.waiting ??= { value };
        this.tell("failed", error);
        await new Promise((done) => setTimeout(done, AGAIN));
      }
    }
    this.busy = false;
  }

  async settled() {
    while (this.busy) await new Promise((done) => setTimeout(done, 15));
  }
}
