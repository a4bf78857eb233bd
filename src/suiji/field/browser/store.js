// 本机保存: one database a person, everything in it sealed but what the lock screen needs; one small open one beside it.

import { openDB } from "idb";
import { random, sealJson, seal, unseal, unsealJson } from "./keys.js";

const SHARED = "suiji-field";
const PIECE = 256 * 1024;

export class Full extends Error {}

async function kept(doing) {
  try {
    return await doing();
  } catch (error) {
    if (error?.name === "QuotaExceededError" || /quota|disk/i.test(error?.message ?? "")) throw new Full("本机存储已满");
    throw error;
  }
}

// ── what anybody may see who holds the phone ──────────────────────────────────────

let shared;
const commons = () => (shared ??= openDB(SHARED, 1, { upgrade: (db) => db.createObjectStore("facts") }));

export async function fact(name) {
  return (await commons()).get("facts", name);
}

export async function setFact(name, value) {
  const db = await commons();
  return kept(() => db.put("facts", value, name));
}

export async function device() {
  let name = await fact("device");
  if (!name) await setFact("device", (name = crypto.randomUUID?.() ?? [...random(16)].map((b) => b.toString(16).padStart(2, "0")).join("")));
  return name;
}

// [{id, name, at}]: who has records on this phone; the newest first.
export async function persons() {
  return ((await fact("persons")) ?? []).sort((a, b) => b.at - a.at);
}

export async function rememberPerson(me) {
  const others = (await persons()).filter((one) => one.id !== me.id);
  await setFact("persons", [...others, { id: me.id, name: me.name, at: Date.now() }]);
}

const openPerson = (id) =>
  openDB(`${SHARED}-${id}`, 1, {
    upgrade(db) {
      db.createObjectStore("packages");
      db.createObjectStore("drafts");
      db.createObjectStore("pieces");
      db.createObjectStore("acts", { keyPath: "seq", autoIncrement: true });
    },
  });

// How much of a person's work on this phone has not been delivered; counted without the key.
export async function unsentOf(id) {
  const db = await openPerson(id);
  try {
    return (await db.getAll("acts")).filter((act) => act.state !== "done").length;
  } finally {
    db.close();
  }
}

// ── one officer's sealed records ──────────────────────────────────────────────────

export class Store {
  constructor(db, key, person) {
    Object.assign(this, { db, key, person });
  }

  static async open(person, key) {
    return new Store(await openPerson(person), key, person);
  }

  close() {
    this.db.close();
    this.key = null;
  }

  async put(store, name, value) {
    const sealed = await sealJson(this.key, value, `${store} ${name}`);
    return kept(() => this.db.put(store, sealed, name));
  }

  async get(store, name) {
    const sealed = await this.db.get(store, name);
    return sealed && unsealJson(this.key, sealed, `${store} ${name}`);
  }

  async all(store) {
    const names = await this.db.getAllKeys(store);
    const values = await this.db.getAll(store);
    return new Map(await Promise.all(names.map(async (name, i) => [name, await unsealJson(this.key, values[i], `${store} ${name}`)])));
  }

  remove(store, name) {
    return this.db.delete(store, name);
  }

  // An act goes in and the draft it came from goes out, together or not at all.
  async addAct(act, drafts = []) {
    const sealed = await sealJson(this.key, act, `act ${act.uid}`);
    const row = { uid: act.uid, visit: act.visit, kind: act.kind, finding: act.body.finding ?? 0, state: "waiting", sealed };
    return kept(async () => {
      const change = this.db.transaction(["acts", "drafts"], "readwrite");
      const asked = [change.objectStore("acts").add(row), ...drafts.map((name) => change.objectStore("drafts").delete(name))];
      await Promise.all([...asked, change.done]);
    });
  }

  // A file's pieces and the note of what it is, together or not at all.
  async addFile(upload, bytes, name, value) {
    const pieces = await this.sealedPieces(upload, bytes);
    const note = await sealJson(this.key, value, `drafts ${name}`);
    return kept(async () => {
      const change = this.db.transaction(["pieces", "drafts"], "readwrite");
      const asked = pieces.map(([place, sealed]) => change.objectStore("pieces").put(sealed, place));
      await Promise.all([...asked, change.objectStore("drafts").put(note, name), change.done]);
    });
  }

  async sealedPieces(upload, bytes) {
    const found = [];
    for (let n = 0; n * PIECE < bytes.byteLength; n += 1) {
      const name = `${upload}:${String(n).padStart(5, "0")}`;
      found.push([name, await seal(this.key, bytes.slice(n * PIECE, (n + 1) * PIECE), name)]);
    }
    return found;
  }

  async addPiece(upload, number, bytes) {
    const name = `${upload}:${String(number).padStart(5, "0")}`;
    const sealed = await seal(this.key, bytes, name);
    return kept(() => this.db.put("pieces", sealed, name));
  }

  async file(upload) {
    const range = IDBKeyRange.bound(`${upload}:`, `${upload}:￿`);
    const names = await this.db.getAllKeys("pieces", range);
    const parts = await Promise.all(names.map(async (name) => unseal(this.key, await this.db.get("pieces", name), name)));
    return new Blob(parts);
  }

  removeFile(upload) {
    return this.db.delete("pieces", IDBKeyRange.bound(`${upload}:`, `${upload}:￿`));
  }

  acts() {
    return this.db.getAll("acts");
  }

  act(row) {
    return unsealJson(this.key, row.sealed, `act ${row.uid}`);
  }

  // Changes a row as it is kept, not as somebody read it before.
  mark(row, changes) {
    return kept(async () => {
      const change = this.db.transaction("acts", "readwrite");
      const kept = await change.store.get(row.seq);
      if (kept) await change.store.put({ ...kept, ...changes });
      await change.done;
    });
  }

  removeAct(seq) {
    return this.db.delete("acts", seq);
  }
}
