// 填写一个事项: big answers, every keystroke kept on the phone, nothing waits for a network.

import { choices, clockTime, field, fill, h, press } from "../dom.js";
import { chip } from "../safety.js";
import { Saver } from "../saver.js";
import { faults } from "../wording.js";

export async function finding(app, visitId, findingId) {
  const visit = app.book.visit(Number(visitId));
  const item = visit?.findings.find((one) => one.id === Number(findingId));
  if (!item) return app.go("#/");
  const said = structuredClone(app.book.said(item));
  const onSite = app.book.stateOf(visit) === "ON_SITE" && !app.book.closing(visit);
  const status = h("p.saved", { role: "status", "aria-live": "polite" });
  const book = app.book;
  const saver = new Saver((value) => book.saveDraft(visit, item, value), (what, error) => {
    app.saved(`f${item.id}`, error);
    if (what === "failed") fill(status, chip("refused", "还没有存下"), " 本机存不下，正在重试。请不要关闭应用。");
    else fill(status, chip("here"), ` 已存在本机 ${clockTime(Date.now())}，写入记录表后送达。`);
  });
  const form = new Form(app, visit, item, said, (value) => saver.save(structuredClone(value)));
  fill(status, chip(app.book.delivery(visit, item)), item.at ? ` ${item.by}填写` : "");
  const handIn = async () => {
    if (!form.check()) return;
    await saver.settled();
    await app.book.handIn(visit, item);
    app.go(`#/v/${visit.id}`);
  };
  return {
    title: item.title, back: `#/v/${visit.id}`, main: h("div", {}, status, h("p.soft", {}, item.content), standards(app, item), form.element, !onSite && h("p.warning.info", {}, "登记到达现场以后才能写入记录表；现在可以先写在本机。")),
    thumb: [press("全部无", () => form.allNone(), "plain"), onSite && press("写入记录表", handIn)],
    leave: () => saver.settled(),
  };
}

// 选查: a point that may stay unanswered, as the item list says.
const optional = (item, point) => Boolean(item.optional?.includes(point));

// 对照标准和工作指引检查 (Art. 18): the version's own words, and the department's files as they were fetched ahead.
function standards(app, item) {
  if (!item.standard && !item.guides.length) return null;
  return h("details.card", {}, h("summary", {}, "检查标准和工作指引"),
    item.standard && h("p", {}, item.standard),
    item.guides.map((guide) => (app.book.guides.has(guide.sha256)
      ? press(`打开《${guide.name}》`, () => open(app, guide), "plain")
      : h("p.soft", {}, `《${guide.name}》还没有取到本机，连上网络后自动取来。`))));
}

async function open(app, guide) {
  const address = URL.createObjectURL(await app.store.file(`g-${guide.sha256}`));
  h("a", { href: address, download: guide.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

class Form {
  constructor(app, visit, item, said, changed) {
    Object.assign(this, { app, visit, item, said, changed, rules: app.book.rules });
    this.element = h("form", { onsubmit: (event) => event.preventDefault(), novalidate: true });
    this.draw();
  }

  draw() {
    const { item, said, rules } = this;
    const results = rules.results.filter((one) => item.tested || !one.tested);
    this.problem = h("textarea", { rows: 4, value: said.problem, oninput: (event) => this.set("problem", event.target.value) });
    this.disposal = h("textarea", { rows: 3, value: said.disposal, oninput: (event) => this.set("disposal", event.target.value) });
    fill(this.element,
      item.points.map((point, n) => choices(`point-${n}`, optional(item, point) ? `${point}（选查）` : point, rules.answers.map((one) => [one, one]), said.answers[point], (event) => this.answer(point, event.target.value))),
      this.results(results),
      item.sampled && choices("awaits", "抽样", [["yes", "已抽样，以检验报告为准"]], said.awaits_report ? ["yes"] : [], (event) => this.awaitReport(event.target.checked), { many: true, stacked: true }),
      this.named("problem", field("发现问题情况", this.problem, { id: "problem", help: "写事实，不写评价。" })),
      h("fieldset.measures", {}, h("legend", {}, "现场措施"), rules.measures.map((kind, n) => this.measure(kind, n))),
      field("处置情况", this.disposal, { id: "disposal" }));
  }

  results(options) {
    const found = choices("result", "检查结果", options.map((one) => [one.code, one.words]), this.said.results, (event) => this.result(event.target), { many: true, stacked: true });
    found.dataset.field = "results";
    return found;
  }

  named(name, element) {
    element.dataset.field = name;
    return element;
  }

  measure(kind, n) {
    const taken = this.said.measures.find((one) => one.kind === kind)?.form ?? "";
    const select = h("select", { onchange: (event) => this.take(kind, event.target.value) },
      h("option", { value: "" }, "未采取"), this.rules.ways.map((way) => h("option", { value: way }, way)));
    select.value = taken;
    return field(kind, select, { id: `measure-${n}` });
  }

  set(name, value) {
    this.said[name] = value;
    this.changed(this.said);
  }

  answer(point, value) {
    this.set("answers", { ...this.said.answers, [point]: value });
  }

  // A result that stands alone takes the others' place, as the rule that came with the visit says.
  result(box) {
    const rule = this.rules.results.find((one) => one.code === box.value);
    const alone = (code) => this.rules.results.find((one) => one.code === code)?.alone;
    let chosen = this.said.results.filter((code) => code !== box.value);
    if (box.checked) chosen = rule.alone ? [box.value] : [...chosen.filter((code) => !alone(code)), box.value];
    for (const one of this.element.querySelectorAll("input[name=result]")) one.checked = chosen.includes(one.value);
    if (chosen.length) this.said.awaits_report = false;
    for (const one of this.element.querySelectorAll("input[name=awaits]")) one.checked = Boolean(this.said.awaits_report);
    this.set("results", chosen);
  }

  // The laboratory gives the result: what was chosen here falls away.
  awaitReport(awaits) {
    if (awaits) {
      for (const one of this.element.querySelectorAll("input[name=result]")) one.checked = false;
      this.said.results = [];
    }
    this.set("awaits_report", awaits);
  }

  take(kind, form) {
    const others = this.said.measures.filter((one) => one.kind !== kind);
    const taken = form ? [...others, { kind, form }] : others;
    this.set("measures", this.rules.measures.flatMap((name) => taken.filter((one) => one.kind === name)));
  }

  allNone() {
    const wanted = this.item.points.filter((point) => !optional(this.item, point));
    this.said.answers = { ...this.said.answers, ...Object.fromEntries(wanted.map((point) => [point, "无"])) };
    if (!this.said.results.length && !this.said.awaits_report) this.said.results = ["NO_PROBLEM"];
    this.changed(this.said);
    this.draw();
  }

  // Says what is missing beside each field and goes to the first; true where nothing is.
  check() {
    const found = new Map(faults(this.said, this.item, this.rules));
    let first = null;
    for (const block of this.element.querySelectorAll("[data-field]")) {
      const line = block.querySelector(".fault");
      const words = found.get(block.dataset.field) ?? "";
      line.hidden = !words;
      line.textContent = words;
      block.classList.toggle("has-fault", Boolean(words));
      if (words) first ??= block;
    }
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input, textarea")?.focus({ preventScroll: true });
    return !first;
  }
}
