// 一次检查: where it stands, the one next act in the thumb's reach, camera and signature one tap away.

import { add, day as date, fill, h, link, moment, press } from "../dom.js";
import { STATES } from "../book.js";
import { chip } from "../safety.js";
import { wordsOf } from "../wording.js";
import { takeFile } from "./evidence.js";
import { signers } from "./signing.js";

const SHORT = { PHOTO: "照片", VIDEO: "录像", AUDIO: "录音", PAPER: "文书", DIGITAL: "电子数据", CONTACT: "联系记录", WITNESS: "见证人说明" };

export async function visit(app, id) {
  const main = h("div");
  const thumb = h("div.thumb-inside");
  const refresh = async () => {
    const found = app.book?.visit(Number(id));
    if (!found) return fill(main, gone());
    const parts = await Promise.all([page(app, found), next(app, found)]);
    fill(main, parts[0]);
    fill(thumb, parts[1]);
    return undefined;
  };
  await refresh();
  return { title: app.book?.visit(Number(id))?.object.name ?? "检查", back: "#/", main, thumb: [thumb], refresh };
}

const gone = () => h("section.empty", {}, h("h2", {}, "本机没有这次检查"), h("p", {}, "可能换了人，或任务已作废。"));

async function page(app, visit) {
  const onSite = app.book.stateOf(visit) === "ON_SITE" && !app.book.closing(visit);
  return [
    head(app, visit),
    divergences(visit),
    onSite && tiles(app, visit),
    captures(app, visit),
    findings(app, visit),
    kept(app, visit),
    await signatures(app, visit),
    facts(app, visit),
  ];
}

function head(app, visit) {
  const state = app.book.closing(visit) ? "结束检查待送达" : STATES[app.book.stateOf(visit)];
  const refused = app.queue.of(visit.id).filter((row) => row.state === "refused");
  return h("section", {},
    h("p.lead", {}, h("strong.state", {}, state), ` ${visit.task.title}`),
    h("p", {}, visit.object.address || "住所未填"),
    refused.map((row) => h(`p.warning.${row.again ? "soon" : "bad"}`, {}, `${row.kind === "CLOSE" ? "还不能结束检查" : row.again ? "等待中" : "服务器没有接收"}：${row.words}`, h("a", { href: "#/q" }, "查看"))));
}

function divergences(visit) {
  return visit.divergences.filter((one) => visit.findings.some((f) => f.id === one.finding && f.mine)).map((one) => {
    const about = visit.findings.find((f) => f.id === one.finding);
    return h("a.card.alarm", { href: `#/v/${visit.id}/d/${one.id}` }, h("strong", {}, "两部手机写得不一样，请选定"),
      h("span", {}, `${about.title}：${one.standing_by || "同事"}与${one.incoming_by}`));
  });
}

function tiles(app, visit) {
  const camera = h("input", { type: "file", accept: "image/*", capture: "environment", id: "camera", onchange: (event) => takeFile(app, visit, "PHOTO", event.target) });
  const papers = h("input", { type: "file", accept: "application/pdf,image/*", id: "papers", onchange: (event) => takeFile(app, visit, "PAPER", event.target) });
  const screens = h("input", { type: "file", accept: "application/pdf,image/*", id: "screens", onchange: (event) => takeFile(app, visit, "DIGITAL", event.target) });
  return h("section.tiles", { "aria-label": "取证和签字" },
    h("label.tile", { for: "camera" }, camera, h("span", {}, "拍照")),
    h("a.tile", { href: `#/v/${visit.id}/c` }, "检查码"),
    h("a.tile", { href: `#/v/${visit.id}/e/AUDIO` }, "录音"),
    h("a.tile", { href: `#/v/${visit.id}/e/VIDEO` }, "录像"),
    h("a.tile", { href: `#/v/${visit.id}/s` }, "签字"),
    h("a.tile", { href: `#/v/${visit.id}/e/CONTACT` }, "联系记录"),
    h("a.tile", { href: `#/v/${visit.id}/e/WITNESS` }, "见证人"),
    h("label.tile", { for: "papers" }, papers, h("span", {}, "文书")),
    h("label.tile", { for: "screens" }, screens, h("span", {}, "电子数据")));
}

function captures(app, visit) {
  const open = [...app.book.captures.values()].filter((one) => one.visit === visit.id);
  return open.map((one) => h("a.card.alarm", { href: `#/v/${visit.id}/e/${one.upload}` },
    h("strong", {}, `${SHORT[one.kind]}还没有写完名称`), add(h("span.chips"), [chip("here"), moment(one.when.device_at)])));
}

function findings(app, visit) {
  const early = ["ASSIGNED", "NOTIFIED"].includes(app.book.stateOf(visit));
  const mine = visit.findings.filter((f) => f.mine);
  const theirs = visit.findings.filter((f) => !f.mine);
  return h("section", {}, h("h2", {}, "逐项检查"),
    mine.map((f) => h("a.card", { href: `#/v/${visit.id}/f/${f.id}` }, h("strong", {}, f.title), h("span.soft", {}, `${f.points.length} 个检查要点`),
      add(h("span.chips"), [chip(app.book.delivery(visit, f)), early && "到达后填写"]))),
    theirs.map((f) => h("details.card", {}, h("summary", {}, h("strong", {}, `${f.department}：${f.title}`), " ", f.at ? chip("there", `${f.by}已填`) : chip("none", "还没有收到")),
      f.at && h("p", {}, wordsOf(app, f)))));
}

function kept(app, visit) {
  const rows = app.queue.of(visit.id).filter((row) => row.kind === "EVIDENCE" && row.state !== "done");
  if (!visit.evidence.length && !rows.length) return null;
  return h("section", {}, h("h2", {}, "证据"), h("ul.rows", {},
    visit.evidence.map((one) => h("li", {}, `${SHORT[one.kind] ?? one.kind} ${one.title}`, h("span.soft", {}, ` ${one.department} ${moment(one.at)} `), chip("there"))),
    rows.map((row) => h("li", {}, "本机新存的证据 ", chip(row.state === "refused" ? "refused" : "queued")))));
}

async function signatures(app, visit) {
  if (!["ON_SITE", "SIGNED"].includes(app.book.stateOf(visit))) return null;
  const rows = await signers(app, visit);
  return h("section", {}, h("h2", {}, "签字"), h("ul.rows", {}, rows.map((one) => h("li", {}, `${one.name} `, h("span.soft", {}, `${one.role} `), one.chip))),
    app.book.stateOf(visit) === "ON_SITE" && !app.book.closing(visit) && link("去签字", `#/v/${visit.id}/s`, "plain"));
}

function facts(app, visit) {
  const seen = visit.pre_checked || app.queue.of(visit.id).some((row) => row.kind === "PRE_CHECK");
  const rows = [
    ["代码", visit.object.code], ["任务", `${visit.task.number}《${visit.task.title}》`], ["截止", date(visit.task.until)],
    ["告知", visit.notice ? `${visit.notice.number}，${visit.notice.mode}送达${visit.notice.receiver}，检查日期 ${date(visit.notice.visit_on)}` : visit.task.unannounced ? "不予告知" : "还没有告知"],
    ["到达", moment(visit.arrived_at) || "还没有到达"],
    ["小组", visit.team.map((one) => `${one.name}（${one.department}${one.leads ? "，组长" : ""}）`).join("、")],
  ];
  return h("section", {}, h("h2", {}, "基本情况"), h("dl.facts", {}, rows.map(([term, words]) => h("div", {}, h("dt", {}, term), h("dd", {}, words)))),
    link(seen ? "预查资料（已留痕）" : "查阅预查资料（留痕）", `#/v/${visit.id}/p`, "plain"));
}

async function next(app, visit) {
  const state = app.book.stateOf(visit);
  if (state === "SIGNED") return [h("p", {}, `检查已结束，${moment(visit.ended_at)}。`)];
  if (app.book.closing(visit)) return [press("现在送达", () => app.sync(true), "plain")];
  if (state === "ASSIGNED" && !visit.task.unannounced) return [link("送达告知书", `#/v/${visit.id}/n`)];
  if (state !== "ON_SITE") return [press("登记到达现场", () => arrive(app, visit))];
  const open = visit.findings.find((f) => f.mine && !app.book.isFilled(f));
  if (open) return [link(`填写：${open.title}`, `#/v/${visit.id}/f/${open.id}`)];
  const unsigned = (await signers(app, visit)).some((one) => one.needed);
  if (unsigned) return [link("签字", `#/v/${visit.id}/s`)];
  return [press("结束检查", () => close(app, visit))];
}

async function arrive(app, visit) {
  await app.queue.add(visit.id, "ARRIVE", {});
  app.redraw();
}

async function close(app, visit) {
  await app.queue.add(visit.id, "CLOSE", {});
  app.redraw();
}
