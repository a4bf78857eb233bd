// 预查资料: what is known of the object, read before the visit; opening it is written down.

import { day as date, h } from "../dom.js";

export async function preCheck(app, id) {
  const visit = app.book.visit(Number(id));
  if (!visit) return app.go("#/");
  const opened = visit.pre_checked || app.queue.of(visit.id).some((row) => row.kind === "PRE_CHECK");
  if (!opened && visit.state !== "SIGNED") await app.queue.add(visit.id, "PRE_CHECK", {});
  const { object } = visit;
  const rows = [["对象类别", object.kind], ["登记状态", object.register], ["成立日期", date(object.established) || "未填"], ["经营范围", object.scope || "未填"], ["上次检查无法联系", object.unreachable ? "是，请先核实联系方式" : "否"], ["名录更新时间", date(object.updated)]];
  return {
    title: "预查资料", back: `#/v/${visit.id}`,
    main: h("div", {}, h("p.lead", {}, object.name), h("dl.facts", {}, rows.map(([term, words]) => h("div", {}, h("dt", {}, term), h("dd", {}, words)))),
      h("h2", {}, "以往检查"), visit.earlier.length ? visit.earlier.map((one) => h("section", {}, h("h3", {}, `${date(one.on)} ${one.title}`),
        h("ul.plain", {}, one.findings.map((f) => h("li", {}, `${f.department}，${f.item}：${f.results.join("、")}${f.problem ? `。${f.problem}` : ""}`))))) : h("p.soft", {}, "本平台没有对该对象的联合抽查记录。"),
      h("p.soft", {}, "您的查阅已经留痕。这些资料只用于本次检查。")),
  };
}
