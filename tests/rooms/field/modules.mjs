// The app's pure modules, asked by test_modules.py: one question in as JSON, one answer out.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= (await import("node:crypto")).webcrypto;
const [folder] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${folder}/${name}.js`));
const { ask, said } = JSON.parse(readFileSync(0, "utf8"));

const QUESTIONS = {
  async digests() {
    const { digestOf } = await from("wording");
    return Promise.all(said.map(digestOf));
  },
  async faults() {
    const { faults } = await from("wording");
    return said.wordings.map((one) => faults(one, { points: said.points }, said.rules));
  },
  async compose() {
    const { compose } = await from("screens/divergence");
    return compose(said.found, new Map(Object.entries(said.picked)));
  },
  // A data key made under a passphrase and a share opens by each, and by nothing else.
  async keys() {
    const keys = await from("keys");
    const share = "ab".repeat(32);
    const { key, kept } = await keys.begin(7, "正确的口令", share);
    const sealed = await keys.sealJson(key, { words: "台账缺页" }, "drafts f1");
    const opens = async (other, place = "drafts f1") => {
      try { return (await keys.unsealJson(other, sealed, place)).words; } catch { return null; }
    };
    const changed = await keys.changePassphrase(kept, 7, share, "另一个口令");
    return {
      passphrase: await opens(await keys.openByPassphrase(kept, 7, "正确的口令")),
      share: await opens(await keys.openByShare(kept, 7, share)),
      wrong_passphrase: await keys.openByPassphrase(kept, 7, "错误的口令"),
      another_share: await keys.openByShare(kept, 7, "cd".repeat(32)),
      another_person: await keys.openByShare(kept, 8, share),
      another_place: await opens(key, "drafts f2"),
      after_change: await opens(await keys.openByPassphrase(changed, 7, "另一个口令")),
      old_after_change: await keys.openByPassphrase(changed, 7, "正确的口令"),
      stored_bare: JSON.stringify(kept).includes("台账"),
    };
  },
  // A slow store never keeps a typist waiting: only the newest of what came meanwhile is written.
  async saver() {
    const { Saver } = await from("saver");
    const written = [];
    const saver = new Saver(async (value) => { await new Promise((done) => setTimeout(done, 5)); written.push(value); }, () => {});
    for (const value of ["台", "台账", "台账缺", "台账缺页"]) saver.save(value);
    await saver.settled();
    return written;
  },
  async clock() {
    const { heard, clockMs, isWrong, wrongBy } = await from("clock");
    const unknown = clockMs();
    const now = Date.now();
    heard(now - 86400000 + 50, now, now + 100);
    return { unknown, off: Math.round(clockMs() / 1000), wrong: isWrong(), words: wrongBy() };
  },
  // What may go next: in order at each visit, nothing past a refused notice or arrival.
  async next() {
    const { Queue } = await from("queue");
    const queue = new Queue(null, { build: "", tell() {} });
    queue.rows = said;
    return queue.next()?.seq ?? null;
  },
};

process.stdout.write(JSON.stringify(await QUESTIONS[ask]()));
