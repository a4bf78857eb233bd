// 安全与否: who may open this phone's records, and the line at the top that always says what is safe and what is not.

import { seen } from "./api.js";
import { isWrong, wrongBy } from "./clock.js";
import { add, fill, h } from "./dom.js";
import * as keys from "./keys.js";
import { fact, setFact } from "./store.js";

const of = (id) => `keys-${id}`;

export const has = async (id) => Boolean(await fact(of(id)));

export async function begin(id, passphrase, share) {
  const { key, kept } = await keys.begin(id, passphrase, share);
  await setFact(of(id), kept);
  return key;
}

export async function openByShare(id, share) {
  const kept = await fact(of(id));
  const key = kept && (await keys.openByShare(kept, id, share));
  if (key && kept.tries) await setFact(of(id), { ...kept, tries: 0 });
  return key;
}

// Ten wrong passphrases take the passphrase away: then only the officer's log-in opens. The records stay.
export async function openByPassphrase(id, passphrase) {
  const kept = await fact(of(id));
  const key = await keys.openByPassphrase(kept, id, passphrase);
  const tries = key ? 0 : (kept.tries ?? 0) + 1;
  await setFact(of(id), { ...kept, tries, byPassphrase: tries >= keys.TRIES ? null : kept.byPassphrase });
  return { key, left: kept.byPassphrase ? keys.TRIES - tries : 0 };
}

export async function triesLeft(id) {
  const kept = await fact(of(id));
  return kept?.byPassphrase ? keys.TRIES - (kept.tries ?? 0) : 0;
}

export async function changePassphrase(id, share, passphrase) {
  await setFact(of(id), await keys.changePassphrase(await fact(of(id)), id, share, passphrase));
}

// ── the strip ────────────────────────────────────────────────────────────────────

export const CHIPS = {
  here: ["仅在本机", "here"],
  queued: ["排队中", "queued"],
  refused: ["被退回", "refused"],
  there: ["已送达", "there"],
  none: ["未填写", "none"],
};

export const chip = (what, words = "") => h(`span.chip.${CHIPS[what][1]}`, {}, words || CHIPS[what][0]);

// Refused for good, until the officer does something; what only waits for others goes on being asked.
export const isBack = (row) => row.state === "refused" && !row.again;

export function counts(app) {
  const rows = app.queue?.rows ?? [];
  return {
    here: (app.book ? app.book.visits().reduce((sum, visit) => sum + app.book.openDrafts(visit.id), 0) + app.book.captures.size : 0),
    queued: rows.filter((row) => row.state !== "done" && !isBack(row)).length,
    refused: rows.filter(isBack).length,
  };
}

let before = "";

export function strip(app, element) {
  if (app.locked) {
    element.hidden = true;
    before = "";
    return;
  }
  const { here, queued, refused } = counts(app);
  const words = [
    app.unsafe.size > 0 && ["refused", "有内容没有存下"],
    here > 0 && ["here", `仅在本机 ${here}`],
    queued > 0 && ["queued", app.queue.progress ? `正在送达 ${percent(app.queue.progress)}` : `排队中 ${queued}`],
    refused > 0 && ["refused", `被退回 ${refused}`],
    !here && !queued && !refused && !app.unsafe.size && ["there", "全部已送达"],
    app.offline && ["none", "无网络"],
  ].filter(Boolean);
  const now = JSON.stringify(words);
  element.hidden = false;
  if (now === before && element.childNodes.length) return;
  before = now;
  fill(element, words.map(([kind, text]) => h(`span.chip.${kind}`, {}, text)));
}

const percent = ({ done, total }) => `${Math.floor((100 * done) / Math.max(1, total))}%`;

let shown = "";

export function warnings(app, element) {
  const found = [
    isWrong() && ["soon", `${wrongBy()}。取证和到达的时间按服务器时间校正，两个时间都会记录。`],
    app.full && ["bad", "本机存储已满，刚才的内容还没有存下。请不要关闭应用；清理手机空间，或连网送达后会自动再存。"],
    !app.locked && app.expired && ["soon", "登录已过期：可以继续填写，内容存在本机。", "重新登录后送达", logIn()],
    !app.locked && seen.tooOld && ["bad", seen.tooOld, "更新应用", "#/me"],
    !app.locked && !seen.tooOld && app.update && ["info", "应用有新版本。现在更新不会丢失任何内容。", "更新应用", "#/me"],
    !app.locked && app.trouble && ["bad", app.trouble],
  ].filter(Boolean);
  const now = JSON.stringify(found);
  if (now === shown) return;
  shown = now;
  fill(element, found.map(([tone, words, action, to]) => add(h(`p.warning.${tone}`), [words, action && h("a", { href: to }, action)])));
}

export function logIn() {
  const here = `${location.pathname}${location.hash}`;
  return `/account/login/?next=${encodeURIComponent(here)}`;
}
