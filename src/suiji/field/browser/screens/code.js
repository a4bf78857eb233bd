// 亮码: who the officers are, shown to the object by a code that this phone draws itself, with or without a network.

import { h, moment } from "../dom.js";

const DOT = 8;
const QUIET = 4;

export async function code(app, id) {
  const visit = app.book.visit(Number(id));
  if (!visit?.modules) return app.go(visit ? `#/v/${visit.id}` : "#/");
  const arrived = app.book.stateOf(visit) === "ON_SITE" || visit.state === "SIGNED";
  return {
    title: "检查码", back: `#/v/${visit.id}`,
    main: h("div", {},
      h("p.lead", {}, "请对方扫码，看清谁来检查、查什么、凭什么查，以及怎样投诉。"),
      arrived ? drawn(visit) : h("p.warning.info", {}, "登记到达现场以后再出示检查码；在那以前码里没有内容。"),
      arrived && !visit.arrived_at && h("p.warning.soon", {}, "到达还没有送达服务器，对方扫码暂时看不到内容。连上网络后自动送达。"),
      arrived && h("p", { role: "status" }, visit.scans ? `服务器已记下 ${visit.scans} 次扫码。` : "服务器还没有记下扫码。"),
      arrived && h("p.soft", {}, `${visit.object.name}，${moment(visit.arrived_at) || "刚刚"}到达。对方不能扫码的，检查后在检查页面补登并写明原因。`)),
  };
}

function drawn({ modules }) {
  const side = (modules.length + 2 * QUIET) * DOT;
  const canvas = h("canvas.code", { width: side, height: side, role: "img", "aria-label": "检查码" });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = "#000000";
  modules.forEach((row, y) => [...row].forEach((dark, x) => dark === "1" && pen.fillRect((x + QUIET) * DOT, (y + QUIET) * DOT, DOT, DOT)));
  return canvas;
}
