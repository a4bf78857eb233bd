// 今天的检查: every visit this phone holds, the day's first; each with what is safe of it and what is not.

import { STATES } from "../book.js";
import { add, clockTime, day as date, fill, h } from "../dom.js";
import { chip } from "../safety.js";

const MANY = 12;

export async function day(app) {
  const list = h("div", { id: "visits" });
  let words = "";
  const lead = h("p.lead");
  const refresh = () => {
    fill(lead, `${app.me.name}，本机存有 ${app.book.visits().length} 户`, app.book.fetchedAt && `，${clockTime(app.book.fetchedAt)}取自服务器`);
    fill(list, groups(app, words));
  };
  // Letters of a word that is still being composed find nothing: wait for its signs.
  const seek = (event) => { if (!event.isComposing) { words = event.target.value.trim(); refresh(); } };
  const search = h("input", { type: "search", placeholder: "按名称或地址找", "aria-label": "按名称或地址找", oninput: seek, oncompositionend: seek });
  refresh();
  const many = app.book.visits().length > MANY;
  const main = h("div", {}, lead, many && search, list);
  return {
    title: "今天的检查", main, refresh,
    thumb: [h("a.button.plain", { href: "#/q" }, "送达情况"), h("a.button.plain", { href: "#/me" }, "我的")],
  };
}

function groups(app, words) {
  const found = app.book.visits().filter((visit) => !words || `${visit.object.name}${visit.object.address}`.includes(words));
  if (!found.length) return empty(app, words);
  const today = app.book.today;
  const kinds = [
    ["今天", (visit) => visit.state !== "SIGNED" && (!visit.scheduled_on || visit.scheduled_on <= today)],
    ["以后", (visit) => visit.state !== "SIGNED" && visit.scheduled_on > today],
    ["已签字", (visit) => visit.state === "SIGNED"],
  ];
  return kinds.map(([title, fits]) => {
    const rows = found.filter(fits);
    return rows.length && h("section", {}, h("h2", {}, `${title} ${rows.length} 户`), rows.map((visit) => card(app, visit)));
  });
}

function empty(app, words) {
  const said = words ? "没有这样的检查对象" : app.book.fetchedAt ? "今天没有要做的检查" : "还没有取到检查任务";
  const more = words ? "换个词再找。" : app.book.fetchedAt ? "抽到您的任务由发起部门接收以后，会出现在这里。" : "连上网络后会自动取来，以后没有网络也能打开。";
  return h("section.empty", {}, h("h2", {}, said), h("p", {}, more));
}

export function card(app, visit) {
  const state = app.book.stateOf(visit);
  return h("a.card", { href: `#/v/${visit.id}` },
    h("strong", {}, visit.object.name),
    h("span", {}, visit.object.address || "住所未填"),
    h("span.soft", {}, visit.task.title),
    add(h("span.chips"), [
      h("span.state", {}, app.book.closing(visit) ? "结束检查待送达" : STATES[state]),
      visit.scheduled_on && h("span.soft", {}, date(visit.scheduled_on)),
      visit.task.unannounced && state === "ASSIGNED" && h("span.soft", {}, "不予告知"),
      ...safetyChips(app, visit),
    ]));
}

export function safetyChips(app, visit) {
  const { here, queued, refused } = app.book.safety(visit);
  const open = visit.divergences.some((one) => visit.findings.some((f) => f.id === one.finding && f.mine));
  const found = [here && chip("here", `仅在本机 ${here}`), queued && chip("queued", `排队中 ${queued}`), refused && chip("refused", `被退回 ${refused}`), open && chip("refused", "两种写法待选")].filter(Boolean);
  return found.length ? found : [chip("there")];
}
