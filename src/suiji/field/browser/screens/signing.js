// 签字: read what is being signed, then draw a name. A signature holds for the words that stood above it, and no others.

import SignaturePad from "signature_pad";
import { add, field, fill, h, moment, press } from "../dom.js";
import { chip } from "../safety.js";
import { wordsOf } from "../wording.js";

// Everybody who can sign on this phone: the own department's officers, the object, or two officers in its place.
export async function signers(app, visit) {
  const seen = await app.book.seen(visit);
  const own = visit.findings.filter((f) => f.mine).map((f) => String(f.id));
  const sheets = app.book.sheetsOf(visit);
  const holds = (sheet) => own.every((id) => sheet.seen[id] === seen[id]);
  const signed = (kind, id) => visit.signatures.some((s) => s.kind === kind && (id === undefined || s.inspector === id)) || sheets.some((s) => s.kind === kind && (id === undefined || s.inspector === id) && holds(s));
  const waiting = (kind, id) => app.queue.of(visit.id).some((row) => row.kind === "SHEET" && row.state !== "done") && !visit.sheets.some((s) => s.kind === kind && (id === undefined || s.inspector === id) && holds(s));
  const mark = (done, kind, id) => (!done ? chip("none", "未签") : visit.signatures.some((s) => s.kind === kind && (id === undefined || s.inspector === id)) ? chip("there", "已签") : waiting(kind, id) ? chip("queued", "已签，待送达") : chip("there", "已签，等其他部门"));
  const department = visit.team.find((one) => one.me)?.department_id;
  const rows = visit.team.filter((one) => one.department_id === department).map((one) => {
    const done = signed("OFFICER", one.id);
    return { who: String(one.id), name: one.name, role: one.me ? "本人" : "本部门", done, needed: !done, chip: mark(done, "OFFICER", one.id) };
  });
  const firm = signed("FIRM");
  const refusals = new Set(sheets.filter((s) => s.kind === "REFUSAL" && holds(s)).map((s) => s.inspector)).size;
  const settled = firm || refusals >= app.book.rules.refusal_signatures;
  const theirs = visit.team.filter((one) => one.department_id !== department).map((one) => {
    const done = visit.signatures.some((s) => s.kind === "OFFICER" && s.inspector === one.id);
    const came = visit.sheets.some((s) => s.kind === "OFFICER" && s.inspector === one.id);
    return { name: one.name, role: one.department, done, needed: false, chip: done ? chip("there", "已签") : came ? chip("there", "已签，等其他部门") : chip("none", "在其部门手机上签") };
  });
  const object = { who: "firm", name: "被检查对象", role: refusals && !firm ? `${refusals} 人说明未签字` : "", done: settled, needed: !settled, chip: firm ? mark(true, "FIRM") : settled ? chip("there", "已说明未签字") : chip("none", "未签") };
  return [...rows, object, ...theirs];
}

export async function signing(app, id) {
  const visit = app.book.visit(Number(id));
  if (!visit) return app.go("#/");
  const open = visit.findings.filter((f) => f.mine && !app.book.isFilled(f));
  const typed = visit.findings.filter((f) => f.mine && app.book.delivery(visit, f) === "here");
  const main = h("div");
  const refresh = async () => {
    const rows = await signers(app, visit);
    fill(main,
      h("p.lead", {}, "先请签字的人看完下面的记录，再点名字签字。签字以后改一个字，都要重签。"),
      [...open, ...typed].map((f) => h("p.warning.soon", {}, `“${f.title}”还没有写入记录表。`, h("a", { href: `#/v/${visit.id}/f/${f.id}` }, "去填写"))),
      record(app, visit),
      !open.length && !typed.length && h("section", {}, h("h2", {}, "签字人"),
        rows.filter((one) => one.who).map((one) => h("a.card", { href: `#/v/${visit.id}/s/${one.who}` }, h("strong", {}, one.name), add(h("span.chips"), [one.role && h("span.soft", {}, one.role), one.chip]))),
        h("a.card", { href: `#/v/${visit.id}/s/refusal` }, h("strong", {}, "对方拒绝签字或没有人签"), h("span.soft", {}, "写明情况，由两名检查人员签字"))));
  };
  await refresh();
  return { title: "签字", back: `#/v/${visit.id}`, main, refresh };
}

function record(app, visit) {
  return h("section.glass", {}, h("h2", {}, "记录表"), h("p", {}, `${visit.object.name}，${moment(visit.arrived_at) || "刚刚"}到达`),
    visit.findings.map((f) => add(h("div"), [h("h3", {}, `${f.department} · ${f.title}`), h("p", {}, app.book.isFilled(f) ? wordsOf(app, f, app.book.said(f)) : "本机还没有收到这一部分，签字不包括它。")])));
}

export async function pad(app, id, who) {
  const visit = app.book.visit(Number(id));
  if (!visit) return app.go("#/");
  if (who === "refusal") return refusal(app, visit);
  const officer = visit.team.find((one) => String(one.id) === who);
  const name = h("input", { maxlength: 64, autocomplete: "off", value: "" });
  const glass = new Glass();
  const opinion = h("textarea", { rows: 2, maxlength: 1000 });
  const wanted = field("签字人姓名", name, { id: "signer", help: "由对方本人告知姓名和职务，如“李经理（站长）”。" });
  const signIt = async () => {
    const line = wanted.querySelector(".fault");
    line.hidden = Boolean(officer || name.value.trim());
    line.textContent = "请写明签字人的姓名。";
    if (!line.hidden) return name.focus();
    if (!glass.check()) return undefined;
    return hand(app, visit, { kind: officer ? "OFFICER" : "FIRM", signer: officer ? officer.name : name.value.trim(), inspector: officer ? officer.id : null, note: officer ? "" : opinion.value.trim(), drawing: glass.picture });
  };
  return {
    title: officer ? `${officer.name}签字` : "被检查对象签字", back: `#/v/${visit.id}/s`,
    main: h("div", {}, h("p.lead", {}, officer ? "请本人在框内手写姓名。" : "已阅读记录表，内容属实。请在框内手写姓名。"), !officer && field("被检查对象的意见", opinion, { id: "opinion", help: "有意见的写在这里，会印在记录表上；没有的留空。" }), !officer && wanted, glass.element),
    thumb: [press("重写", () => glass.clear(), "plain"), press("签字", signIt)],
  };
}

function refusal(app, visit) {
  const department = visit.team.find((one) => one.me)?.department_id;
  const own = visit.team.filter((one) => one.department_id === department);
  const before = app.book.sheetsOf(visit).find((one) => one.kind === "REFUSAL" && one.note);
  const note = h("textarea", { rows: 4, value: before?.note ?? "" });
  const words = field("情况说明", note, { id: "reason", help: "写明谁、在何时何地、以什么理由没有签字；无法联系的，写明没有签字人。" });
  const who = h("select", {}, own.map((one) => h("option", { value: String(one.id) }, one.name)));
  const glass = new Glass();
  const rule = app.book.rules.words.record_signed_or_refusal_noted;
  const signIt = async () => {
    const line = words.querySelector(".fault");
    line.hidden = Boolean(note.value.trim());
    line.textContent = "请写明没有签字的情况。";
    if (!line.hidden) return note.focus();
    if (!glass.check()) return undefined;
    const officer = own.find((one) => String(one.id) === who.value);
    return hand(app, visit, { kind: "REFUSAL", signer: officer.name, inspector: officer.id, note: note.value.trim(), drawing: glass.picture });
  };
  return {
    title: "对方未签字", back: `#/v/${visit.id}/s`,
    main: h("div", {}, h("blockquote.article", {}, h("strong", {}, rule.article), h("p", {}, rule.says), h("p.soft", {}, rule.advice)), words, field("说明人", who, { id: "explainer", help: "两名检查人员各签一次。" }), glass.element),
    thumb: [press("重写", () => glass.clear(), "plain"), press("签字说明", signIt)],
  };
}

async function hand(app, visit, body) {
  await app.book.handInSheet(visit, { ...body, seen: await app.book.seen(visit) });
  return app.go(`#/v/${visit.id}/s`);
}

class Glass {
  constructor() {
    this.canvas = h("canvas.pad", { width: 720, height: 300, "aria-label": "手写签名框", role: "img" });
    this.state = h("p.saved", { role: "status" }, "还没有手写签名");
    this.line = h("p.fault", { hidden: true, role: "alert" }, "请在框内手写姓名。");
    this.element = h("div.glass-frame", {}, this.canvas, this.state, this.line);
    this.pad = new SignaturePad(this.canvas, { backgroundColor: "#ffffff", penColor: "#111111", minWidth: 1.5, maxWidth: 4.5 });
    this.pad.addEventListener("endStroke", () => { this.state.textContent = "已手写签名"; this.line.hidden = true; });
    requestAnimationFrame(() => this.fit());
  }

  // As many points as the glass has, or the pen draws beside the finger.
  fit() {
    const box = this.canvas.getBoundingClientRect();
    if (!box.width) return;
    this.canvas.width = Math.round(box.width * 2);
    this.canvas.height = Math.round(box.height * 2);
    this.canvas.getContext("2d").scale(2, 2);
    this.pad.clear();
  }

  clear() {
    this.pad.clear();
    this.state.textContent = "还没有手写签名";
  }

  check() {
    this.line.hidden = !this.pad.isEmpty();
    return !this.pad.isEmpty();
  }

  get picture() {
    return this.pad.toDataURL("image/png");
  }
}

