// 送达情况: everything that was done on this phone, where it is now, and what the house said to it.

import { add, clockTime, fill, h, press } from "../dom.js";
import { chip, isBack } from "../safety.js";

const WHAT = { PRE_CHECK: "查阅预查资料", NOTICE: "送达告知书", ARRIVE: "登记到达", FILL: "填写", CHOOSE: "选定写法", EVIDENCE: "取证", SHEET: "签字页", CLOSE: "结束检查" };
const SHOWN = 30;

export async function queue(app) {
  const main = h("div");
  const refresh = () => fill(main, page(app));
  refresh();
  return { title: "送达情况", back: "#/", main, refresh, thumb: [press("现在送达", () => app.sync(true))] };
}

function page(app) {
  const { rows, trouble, progress } = app.queue;
  const open = rows.filter((row) => row.state !== "done");
  const done = rows.filter((row) => row.state === "done").slice(-SHOWN).reverse();
  const here = app.book.visits().filter((visit) => app.book.openDrafts(visit.id));
  return [
    h("p.lead", {}, open.length ? `${open.length} 项在本机，还没有全部送达。` : "做过的都已送达。"),
    trouble && h("p.warning.soon", {}, `${trouble}。会自动再试，内容不会丢。`),
    progress && h("progress", { max: progress.total, value: progress.done, "aria-label": "文件送达进度" }),
    here.length && h("section", {}, h("h2", {}, "仅在本机：还没有写入记录表"), here.map((visit) => h("a.card", { href: `#/v/${visit.id}` }, h("strong", {}, visit.object.name), chip("here", `${app.book.openDrafts(visit.id)} 个事项`)))),
    open.length && h("section", {}, h("h2", {}, "未送达"), open.map((row) => waiting(app, row))),
    done.length && h("section", {}, h("h2", {}, "已送达"), h("ul.rows", {}, done.map((row) => h("li", {}, `${WHAT[row.kind]}：${nameOf(app, row)} `, chip("there", clockTime(row.done_at)))))),
  ];
}

const nameOf = (app, row) => app.book.visit(row.visit)?.object.name ?? "已不在名下的检查";

function waiting(app, row) {
  const refused = row.state === "refused";
  const back = isBack(row);
  const buttons = back && h("div.buttons", {}, press("再试一次", () => app.queue.retry(row), "plain"), giveUp(app, row));
  return h(`div.card${back ? ".alarm" : ""}`, {},
    h("strong", {}, `${WHAT[row.kind]}：${nameOf(app, row)}`),
    add(h("span.chips"), [chip(back ? "refused" : "queued", refused && !back ? "等待中" : "")]),
    refused && h("p", {}, row.words),
    refused && !back && h("p.soft", {}, "条件具备后会自动再送，不用再按。"), buttons);
}

// Two presses: the first says what will happen.
function giveUp(app, row) {
  let sure = false;
  const button = press("移出队列", async () => {
    if (sure) {
      await app.queue.giveUp(row);
      return app.redraw();
    }
    sure = true;
    button.textContent = "确定移出：内容不再送达，也不再保存";
    return undefined;
  }, "plain");
  return button;
}
