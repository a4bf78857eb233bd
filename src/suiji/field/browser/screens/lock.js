// 上锁: what somebody sees who holds the phone without its key, and the three ways in: passphrase, log-in, first use.

import { add, field, h, press } from "../dom.js";
import { begin, has, logIn, openByPassphrase, triesLeft } from "../safety.js";
import { persons, unsentOf } from "../store.js";

const SHORTEST = 8;

export async function lock(app) {
  const { logIn: facts } = app;
  const known = await persons();
  const main = h("div.lock");
  if (app.why) add(main, h("p.warning.info", { role: "status" }, app.why));
  if (facts && !(await has(facts.me.id))) add(main, await firstUse(app, facts));
  else if (known.length) add(main, await byPassphrase(app, known[0]));
  else add(main, nobody(app));
  if (known.length) add(main, await others(known, facts));
  return { title: "外勤", main };
}

function nobody(app) {
  return h("section", {},
    h("h2", {}, app.offline ? "第一次使用需要网络" : "请先登录"),
    h("p", {}, "登录一次，设一个离线口令，以后没有网络也能打开。"),
    h("a.button", { href: logIn() }, "登录"));
}

async function byPassphrase(app, person) {
  const left = await triesLeft(person.id);
  const input = h("input", { type: "password", autocomplete: "current-password", inputmode: "text", required: true });
  const item = field("离线口令", input, { id: "passphrase" });
  const fault = item.querySelector(".fault");
  const enter = async () => {
    fault.hidden = true;
    const { key, left: now } = await openByPassphrase(person.id, input.value);
    if (key) return app.open({ ...person }, key);
    fault.hidden = false;
    fault.textContent = now > 0 ? `口令不对，还可以试 ${now} 次。` : "口令已停用。请连网登录，内容都还在。";
    return undefined;
  };
  const form = h("form", { onsubmit: (event) => { event.preventDefault(); enter(); } }, item, h("button.button", { type: "submit" }, "打开"));
  return h("section", {},
    h("h2", {}, `${person.name}的检查记录`),
    h("p", {}, await waiting(person.id), "内容在本机加密保存，没有丢失。"),
    left > 0 ? form : h("p.warning.soon", {}, "离线口令已停用（试错太多）。请连网登录打开，内容都还在。"),
    h("p", {}, h("a.button.plain", { href: logIn() }, app.expired ? "重新登录" : "登录后打开")));
}

async function waiting(id) {
  const unsent = await unsentOf(id);
  return unsent ? `有 ${unsent} 项还没有送达。` : "";
}

async function others(known, facts) {
  const rows = [];
  // The first is shown above with a passphrase of its own, unless somebody new stands before the phone.
  const above = facts && !(await has(facts.me.id)) ? 0 : 1;
  for (const person of known.slice(above)) {
    if (facts?.me.id === person.id) continue;
    const unsent = await unsentOf(person.id);
    rows.push(h("li", {}, `${person.name}：${unsent ? `${unsent} 项未送达，须本人登录后送达` : "没有未送达的内容"}`));
  }
  return rows.length ? h("section", {}, h("h2", {}, "这部手机上还有"), h("ul.plain", {}, rows)) : null;
}

async function firstUse(app, facts) {
  const first = h("input", { type: "password", autocomplete: "new-password", minlength: SHORTEST });
  const second = h("input", { type: "password", autocomplete: "new-password" });
  const item = field("离线口令", first, { id: "new-passphrase", help: `至少 ${SHORTEST} 位。没有网络、或登录过期时，用它打开本机的记录。` });
  const again = field("再输一次", second, { id: "new-passphrase-again" });
  const fault = (where, words) => {
    const line = where.querySelector(".fault");
    line.hidden = !words;
    line.textContent = words;
  };
  const enter = async () => {
    fault(item, first.value.length < SHORTEST ? `口令至少 ${SHORTEST} 位。` : "");
    fault(again, first.value !== second.value ? "两次输入不一样。" : "");
    if (first.value.length < SHORTEST || first.value !== second.value) return;
    await app.open(facts.me, await begin(facts.me.id, first.value, facts.key));
  };
  return h("section", {},
    h("h2", {}, `${facts.me.name}，请设离线口令`),
    h("p", {}, "检查内容只在本机加密保存，每个人一把钥匙，别人登录打不开。忘了口令，连网登录仍能打开。"),
    item, again, press("设好口令，开始使用", enter));
}

