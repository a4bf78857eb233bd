// 两种写法: both texts side by side, field by field; a person decides, and until then neither is lost.

import { choices, h, moment, press } from "../dom.js";
import { FIELD_NAMES, fieldIn, faults, withField } from "../wording.js";

export async function divergence(app, id, which) {
  const visit = app.book.visit(Number(id));
  const found = visit?.divergences.find((one) => one.id === Number(which));
  if (!found) return app.go(visit ? `#/v/${visit.id}` : "#/");
  const { rules } = app.book;
  const item = visit.findings.find((one) => one.id === found.finding);
  const picked = new Map();
  const fields = found.fields.length ? found.fields : differing(found);
  const line = h("p.fault", { hidden: true, role: "alert" });
  const options = (name) => [["standing", `${found.standing_by || "同事"}：${fieldIn(found.standing, name, rules.results)}`], ["incoming", `${found.incoming_by}：${fieldIn(found.incoming, name, rules.results)}`],
    ...(["problem", "disposal"].includes(name) ? [["both", "两段都写上"]] : [])];
  const handIn = async () => {
    const open = fields.filter((name) => !picked.has(name));
    const chosen = compose(found, picked);
    const [fault] = faults(chosen, item, rules);
    line.hidden = !open.length && !fault;
    line.textContent = open.length ? `还有 ${open.length} 处没有选定。` : fault ? `${FIELD_NAMES[fault[0]] ?? fault[0]}：${fault[1]}` : "";
    if (!line.hidden) return;
    await app.queue.add(visit.id, "CHOOSE", { divergence: found.id, chosen });
    app.go(`#/v/${visit.id}`);
  };
  return {
    title: "选定写法", back: `#/v/${visit.id}`,
    main: h("div", {}, h("p.lead", {}, `${item.title}：两部手机填得不一样。两种写法都已保存在服务器上，请与同事核对后选定。`), h("p.soft", {}, `${found.incoming_by}的写法记于 ${moment(found.at)}。`),
      fields.map((name, n) => choices(`pick-${n}`, FIELD_NAMES[name] ?? name, options(name), "", (event) => picked.set(name, event.target.value), { stacked: true })), line),
    thumb: [press("按选定的写入记录表", handIn)],
  };
}

function differing({ incoming, standing }) {
  const points = new Set([...Object.keys(incoming.answers), ...Object.keys(standing.answers)]);
  const names = [...points].filter((point) => incoming.answers[point] !== standing.answers[point]);
  return [...names, ...Object.keys(FIELD_NAMES).filter((name) => JSON.stringify(incoming[name]) !== JSON.stringify(standing[name]))];
}

// What only the later one changed comes along; what both changed is as it was picked.
export function compose(found, picked) {
  let chosen = structuredClone(found.standing);
  for (const name of differing(found)) {
    const side = picked.get(name) ?? "standing";
    if (side === "incoming") chosen = withField(chosen, name, found.incoming);
    else if (side === "both") chosen = { ...chosen, [name]: [found.standing[name], found.incoming[name]].filter(Boolean).join("\n") };
  }
  return chosen;
}
