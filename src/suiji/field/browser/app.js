// 外勤应用: opens locked, shows one screen at a time, keeps everything on the phone first and sends it when it can.

import { Book } from "./book.js";
import { Expired, Offline, Refused, session, speakFor } from "./api.js";

import { by, fill } from "./dom.js";
import { mark } from "./mark.js";
import { Queue } from "./queue.js";
import { Full, Store, rememberPerson } from "./store.js";
import * as safety from "./safety.js";
import { code } from "./screens/code.js";
import { day } from "./screens/day.js";
import { divergence } from "./screens/divergence.js";
import { evidence } from "./screens/evidence.js";
import { finding } from "./screens/finding.js";
import { lock } from "./screens/lock.js";
import { me } from "./screens/me.js";
import { notice } from "./screens/notice.js";
import { preCheck } from "./screens/precheck.js";
import { queue } from "./screens/queue.js";
import { pad, signing } from "./screens/signing.js";
import { visit } from "./screens/visit.js";

const BUILD = document.documentElement.dataset.build;
const IDLE = 15 * 60000;
const EVERY = 60000;

const SCREENS = [
  [/^#\/$/, day],
  [/^#\/q$/, queue],
  [/^#\/me$/, me],
  [/^#\/v\/(\d+)$/, visit],
  [/^#\/v\/(\d+)\/f\/(\d+)$/, finding],
  [/^#\/v\/(\d+)\/d\/(\d+)$/, divergence],
  [/^#\/v\/(\d+)\/e\/([\w-]+)$/, evidence],
  [/^#\/v\/(\d+)\/c$/, code],
  [/^#\/v\/(\d+)\/n$/, notice],
  [/^#\/v\/(\d+)\/p$/, preCheck],
  [/^#\/v\/(\d+)\/s$/, signing],
  [/^#\/v\/(\d+)\/s\/(\w+)$/, pad],
];

class App {
  constructor() {
    Object.assign(this, {
      build: BUILD, me: null, store: null, queue: null, book: null, expired: false, offline: !navigator.onLine,
      full: false, unsafe: new Set(), syncing: null, recording: null, update: null, idleAt: Date.now(), leave: null, left: null, turn: 0,
    });
  }

  get locked() {
    return !this.store;
  }

  // ── opening and locking ──────────────────────────────────────────────────────────

  async start() {
    addEventListener("hashchange", () => this.show());
    for (const name of ["pointerdown", "keydown", "input"]) addEventListener(name, () => { this.idleAt = Date.now(); }, { passive: true });
    addEventListener("online", () => { this.offline = false; this.head(); this.sync(true); });
    addEventListener("offline", () => { this.offline = true; this.head(); });
    addEventListener("focus", () => this.sync());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.sync());
    setInterval(() => this.tick(), 5000);
    this.registerWorker();
    this.show();
    await this.tryLogIn();
  }

  async registerWorker() {
    if (!("serviceWorker" in navigator)) return;
    try {
      const found = await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/", updateViaCache: "none" });
      const look = (worker) => worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && navigator.serviceWorker.controller) { this.update = worker; this.head(); }
      });
      if (found.waiting && navigator.serviceWorker.controller) this.update = found.waiting;
      found.addEventListener("updatefound", () => look(found.installing));
      this.worker = found;
      navigator.serviceWorker.addEventListener("message", ({ data }) => data === "send" && this.sync(true));
    } catch {
      this.worker = null; // the app works on; it only will not open without a network
    }
  }

  // The officer who is logged in is let in without a passphrase, unless the phone has none of theirs yet.
  async tryLogIn() {
    try {
      const facts = await session();
      this.logIn = facts;
      this.expired = false;
      if (this.locked && (await safety.has(facts.me.id))) {
        const key = await safety.openByShare(facts.me.id, facts.key);
        if (key) return await this.open(facts.me, key);
      }
    } catch (error) {
      if (error instanceof Expired) this.expired = true;
      else if (error instanceof Offline) this.offline = true;
      else if (!(error instanceof Refused)) throw error;
    }
    if (this.locked) this.show();
    return undefined;
  }

  async open(person, key) {
    if (this.store) return;
    this.me = person;
    speakFor(person.id);
    this.store = await Store.open(person.id, key);
    this.queue = new Queue(this.store, { build: BUILD, tell: (what) => this.heard(what), prepare: (act) => this.book.prepare(act) });
    this.book = new Book(this.store, this.queue);
    this.queue.delivered = (what) => this.book.delivered(what);
    await this.queue.load();
    await this.book.load();
    await rememberPerson(person);
    navigator.storage?.persist?.();
    this.idleAt = Date.now();
    this.show();
    this.sync(true);
  }

  // The key goes; everything sealed stays. Whoever was typing finds the draft as it was.
  async lock(why = "") {
    if (this.locked) return;
    await this.leave?.();
    this.queue.stop();
    this.store.close();
    speakFor(0);
    Object.assign(this, { store: null, queue: null, book: null, why });
    this.show();
  }

  tick() {
    if (!this.locked && !this.recording && Date.now() - this.idleAt > IDLE) this.lock("已有 15 分钟没有操作，应用已上锁。");
    else if (!this.locked && Date.now() - (this.syncedAt ?? 0) > EVERY) this.sync();
    this.head();
  }

  // ── fetching and sending ─────────────────────────────────────────────────────────

  sync(now = false) {
    if (this.locked) return undefined;
    if (now || !this.syncing) this.queue.send(now);
    this.syncing ??= this.fetch().finally(() => { this.syncing = null; this.head(); });
    return this.syncing;
  }

  async fetch() {
    const { book, queue: sending } = this;
    this.syncedAt = Date.now();
    try {
      if (!this.logIn || this.expired) await this.logInAgain();
      const changed = await book.refresh();
      Object.assign(this, { offline: false, full: false });
      if (book !== this.book) return;
      if (changed) sending.send(true);
      this.redraw();
    } catch (error) {
      if (book === this.book) this.failed(error);
    }
  }

  async logInAgain() {
    this.logIn = await session();
    this.expired = false;
    if (this.logIn.me.id !== this.me.id) throw new Refused({ words: `现在登录的是${this.logIn.me.name}。${this.me.name}的内容须本人登录后送达。` }, 403);
  }

  failed(error) {
    if (error instanceof Expired) this.heard("expired");
    else if (error instanceof Offline) this.offline = true;
    else if (error instanceof Full) this.full = true;
    else if (error instanceof Refused) this.trouble = error.message;
    else throw error;
  }

  async heard(what) {
    if (what === "expired" && !this.expired) {
      this.expired = true;
      this.logIn = null;
      await this.lock("登录已过期，应用已上锁。内容都在本机加密保存，没有丢失。");
    } else if (["delivered", "refused", "rested"].includes(what)) {
      this.redraw();
      if (what !== "rested") this.fetchSoon();
    }
    this.head();
  }

  // What the house says after an act is fetched once the queue has come to rest.
  fetchSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => !this.locked && !this.queue.sending && this.sync(), 300);
  }

  askToBeWoken() {
    this.worker?.sync?.register("send").catch(() => undefined);
  }

  // ── showing ──────────────────────────────────────────────────────────────────────

  get route() {
    return location.hash || "#/";
  }

  go(to) {
    if (this.route === to) this.show();
    else location.hash = to;
  }

  // A screen may take its time (a slow phone, a full store): only the one asked for last is shown.
  async show() {
    const turn = ++this.turn;
    if (this.leave) this.left = this.leave();
    Object.assign(this, { leave: null, refresh: null });
    await this.left;
    const drawn = await this.drawn();
    if (drawn && turn === this.turn) this.frame(drawn);
  }

  // What the route asks for, or nothing where the screen sends on to another.
  async drawn() {
    if (this.locked) return lock(this);
    for (const [pattern, screen] of SCREENS) {
      const found = pattern.exec(this.route);
      if (found) return screen(this, ...found.slice(1));
    }
    return this.go("#/");
  }

  frame({ title, back, main, thumb = [], refresh, leave }) {
    Object.assign(this, { refresh, leave });
    by("title").textContent = title;
    document.title = `${title} · 随机外勤`;
    by("back").hidden = !back;
    if (back) by("back").href = back;
    fill(by("screen"), main);
    fill(by("thumb"), thumb);
    by("thumb").hidden = ![thumb].flat(Infinity).filter(Boolean).length;
    scrollTo(0, 0);
    this.head();
    if (this.shown !== this.route) by("screen").focus({ preventScroll: true });
    this.shown = this.route;
  }

  // A screen that shows what changes behind it draws itself again; one that is being typed in never is.
  redraw() {
    if (this.refresh) this.refresh();
    this.head();
  }

  head() {
    mark(by("mark"), this.locked ? null : this.me);
    safety.strip(this, by("delivery"));
    safety.warnings(this, by("warnings"));
    if (this.queue?.unsent.length) this.askToBeWoken();
  }

  async saved(name, error) {
    if (error) {
      this.unsafe.add(name);
      this.full ||= error instanceof Full;
    } else {
      this.unsafe.delete(name);
      if (!this.unsafe.size) this.full = false;
    }
    this.head();
  }
}

const app = new App();
app.start();
