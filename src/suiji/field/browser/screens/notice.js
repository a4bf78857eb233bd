// 送达告知书: what is said to the object before the visit; numbered and printed by the house once it is delivered.

import { choices, field, h, press } from "../dom.js";

export async function notice(app, id) {
  const visit = app.book.visit(Number(id));
  if (!visit) return app.go("#/");
  const { rules } = app.book;
  let mode = "";
  const modes = choices("mode", "告知方式", rules.notice_modes, "", (event) => { mode = event.target.value; });
  const receiver = h("input", { maxlength: 64 });
  const on = h("input", { type: "date", min: app.book.today, value: visit.scheduled_on || app.book.today });
  const materials = h("textarea", { rows: 3 });
  const second = h("select", {}, h("option", { value: "" }, "没有（仅限电话、传真、短信、平台）"),
    ...visit.team.filter((one) => !one.me).map((one) => h("option", { value: String(one.id) }, `${one.name}（${one.department}）`)));
  const together = field("共同送达人", second, { id: "second", help: "书面当面送达须有两名检查人员。" });
  const received = field("受送达人", receiver, { id: "receiver", help: "签收或接听的人和职务，如“李经理（店长）”。" });
  const tell = (block, words) => {
    const line = block.querySelector(".fault");
    line.hidden = !words;
    line.textContent = words;
    return !words;
  };
  const rule = rules.words.notice_precedes_visit;
  const handIn = async () => {
    const good = [tell(modes, mode ? "" : "请选择告知方式。"), tell(received, receiver.value.trim() ? "" : "请写明受送达人。"),
      tell(together, mode === "WRITTEN" && !second.value ? "书面当面送达须有两名检查人员，请选择共同送达人。" : "")];
    if (!good.every(Boolean)) return;
    await app.queue.add(visit.id, "NOTICE", { mode, receiver: receiver.value.trim(), visit_on: on.value, materials: materials.value.trim(), phone: "", second: second.value ? Number(second.value) : null });
    app.go(`#/v/${visit.id}`);
  };
  return {
    title: "送达告知书", back: `#/v/${visit.id}`,
    main: h("div", {}, h("blockquote.article", {}, h("strong", {}, rule.article), h("p", {}, rule.says)), modes, received, together,
      field("检查日期", on, { id: "visit-on", help: "告知对方小组上门的日期。" }), field("需准备的资料", materials, { id: "materials", help: "一行一项，如营业执照、进货台账。" })),
    thumb: [press("登记送达告知书", handIn)],
  };
}
