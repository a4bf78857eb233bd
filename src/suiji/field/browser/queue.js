// 送达队列: acts go out in the order they were done at each visit, once each, however often the network fails.
// A file goes ahead of its act in pieces and is resumed where the house has it. What the house refuses stays here
// with the article's words; nothing is ever dropped by the queue itself.

import { call, Expired, hasToken, Offline, Refused, session } from "./api.js";
import { clockMs } from "./clock.js";
import { Full, device } from "./store.js";

const PIECE = 256 * 1024;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 300000;
const BARRED_BY = new Set(["NOTICE", "ARRIVE"]);

// When something is done, by this phone's clock and by what is known of its error.
export const now = () => ({ device_at: new Date().toISOString(), clock_ms: clockMs() });
export const newId = () => crypto.randomUUID?.() ?? uuid();

export class Queue {
  constructor(store, { build, tell, prepare = (act) => act }) {
    Object.assign(this, { store, build, tell, prepare, rows: [], going: 0, sending: null, progress: null, trouble: "", failures: 0, timer: 0, stopped: false });
  }

  async load() {
    await this.reload();
  }

  get unsent() {
    return this.rows.filter((row) => row.state !== "done");
  }

  of(visit) {
    return this.rows.filter((row) => row.visit === visit);
  }

  // Put an act in; it is on this phone, sealed, when the promise is kept.
  async add(visit, kind, body, { drafts = [], when } = {}) {
    const act = {
      uid: newId(), visit, kind, body, device: await device(), app: this.build,
      ...(when ?? now()),
    };
    await this.retire(visit, kind, body);
    await this.store.addAct(act, drafts);
    await this.reload();
    this.send();
    return act;
  }

  // What says the same thing anew takes the place of what has not gone out, or was refused.
  async retire(visit, kind, body) {
    for (const row of this.rows) {
      if (row.visit !== visit || row.kind !== kind || row.state === "done") continue;
      if (row.tried && row.state !== "refused") continue; // it may have arrived, and only its answer was lost
      if (kind === "FILL" && row.finding !== body.finding) continue;
      if (kind === "EVIDENCE") continue;
      if (kind === "SHEET") {
        const old = await this.store.act(row);
        if (old.body.kind !== body.kind || old.body.inspector !== body.inspector) continue;
      }
      await this.store.removeAct(row.seq);
    }
    await this.reload();
  }

  send(now = false) {
    if (now) {
      this.failures = 0;
      clearTimeout(this.timer);
      this.asked = true;
    }
    if (!this.sending && !this.stopped) this.sending = this.alone().finally(() => { this.sending = null; this.tell(); });
    return this.sending;
  }

  // One window of this phone sends at a time.
  alone() {
    const work = () => this.work();
    return navigator.locks ? navigator.locks.request("suiji-send", { ifAvailable: true }, (lock) => (lock ? work() : undefined)) : work();
  }

  async work() {
    let row;
    try {
      if (this.asked) await this.askAgain();
      if (!hasToken() && this.next()) await session();
      while (!this.stopped && (row = this.next())) await this.deliver(row);
      this.trouble = "";
      this.failures = 0;
      this.tell("rested");
    } catch (error) {
      this.going = 0;
      if (this.stopped) return; // locked in the middle: what was kept is kept
      await this.reload();
      if (error instanceof Expired) await this.renew();
      else if (error instanceof Offline || error instanceof Full) this.later(error);
      else throw error;
    } finally {
      this.progress = null;
    }
  }

  // What was refused only for the time being is asked again.
  async askAgain() {
    this.asked = false;
    for (const row of this.rows) if (row.state === "refused" && row.again) await this.store.mark(row, { state: "waiting" });
    await this.reload();
  }

  // The token may be old while the log-in is good; only a log-in that is over is told to the officer.
  async renew() {
    try {
      await session();
      if (this.failures < 3) this.later(new Offline("登录凭据已更换，正在重送"), 200);
    } catch (error) {
      if (error instanceof Expired) {
        this.trouble = "登录已过期，重新登录后接着送达。";
        this.tell("expired");
      } else this.later(error);
    }
  }

  later(error, wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures)) {
    this.failures += 1;
    this.trouble = error.message;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait * (0.8 + 0.4 * (crypto.getRandomValues(new Uint8Array(1))[0] / 255)));
  }

  // The first act that may go: of each visit the oldest; a refused notice or arrival bars what came after it.
  next() {
    const barred = new Set();
    for (const row of this.rows) {
      if (row.state === "done" || barred.has(row.visit)) continue;
      if (row.state === "waiting") return row;
      if (row.state === "refused" && BARRED_BY.has(row.kind)) barred.add(row.visit);
    }
    return undefined;
  }

  async deliver(row) {
    this.going = row.seq;
    await this.store.mark(row, { tried: true });
    await this.reload();
    const act = this.prepare(await this.store.act(row));
    try {
      if (act.body.upload) await this.upload(row, act);
      const { facts } = await call("acts/", { method: "POST", body: { ...act, sent_at: new Date().toISOString() } });
      await this.settle(row, { state: "done", words: "", done_at: Date.now(), answer: facts.answer, received_at: facts.received_at });
      if (act.body.upload) await this.store.removeFile(act.body.upload);
      await this.delivered?.({ row, act, facts });
      this.tell("delivered");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await this.refused(row, error);
    }
  }

  async refused(row, error) {
    if (error.status === 409 && error.facts.error === "offset") throw new Offline("文件有一段没有传好，正在重传");
    if (error.facts.error === "other_person") throw new Offline(error.facts.words);
    const words = [error.facts.words, error.facts.advice].filter(Boolean).join(" ");
    const again = row.kind === "CLOSE" || error.status === 426;
    await this.settle(row, { state: "refused", words, again, error: error.facts.error });
    this.tell("refused");
  }

  async settle(row, changes) {
    await this.store.mark(row, { tried: true, ...changes });
    if (this.going === row.seq) this.going = 0;
    await this.reload();
  }

  // The rows as they are kept; what is just now going out is marked so in memory only.
  async reload() {
    if (this.stopped) return;
    this.rows = await this.store.acts();
    for (const row of this.rows) if (row.seq === this.going) row.state = "sending";
    this.tell();
  }

  async upload(row, act) {
    const file = await this.store.file(act.body.upload);
    const begin = { uid: act.body.upload, visit: act.visit, sha256: act.body.sha256, size: file.size };
    let { facts } = await call("uploads/", { method: "POST", body: begin });
    if (facts.known && facts.received < file.size) return;
    while (facts.received < file.size) {
      this.progress = { uid: row.uid, done: facts.received, total: file.size };
      this.tell("progress");
      const bytes = await file.slice(facts.received, facts.received + PIECE).arrayBuffer();
      const sent = await call(`uploads/${begin.uid}/?offset=${facts.received}`, { method: "PUT", body: new Uint8Array(bytes), wait: 60000 });
      if (sent.facts.received <= facts.received) throw new Offline("文件没有传进去，稍后重传");
      facts = sent.facts;
    }
  }

  // The officer asks for a refused act to be tried as it is.
  async retry(row) {
    await this.settle(row, { state: "waiting", words: "" });
    this.send(true);
  }

  // The officer gives a refused act up, knowingly; its file goes with it.
  async giveUp(row) {
    const act = await this.store.act(row);
    if (act.body.upload) await this.store.removeFile(act.body.upload);
    await this.store.removeAct(row.seq);
    await this.reload();
  }

  async forget(rows) {
    for (const row of rows) await this.store.removeAct(row.seq);
    await this.reload();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
