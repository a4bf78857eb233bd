// 我的: lock, log out (never with unsent records), passphrase, update.

import { Expired, Offline } from "../api.js";
import { clockMs, isWrong, wrongBy } from "../clock.js";
import { field, fill, h, press } from "../dom.js";
import { changePassphrase, counts } from "../safety.js";

const MB = 1024 * 1024;

export async function me(app) {
  const status = h("p", { role: "status" });
  const room = await navigator.storage?.estimate?.().catch(() => null);
  const kept = await navigator.storage?.persisted?.().catch(() => false);
  const rows = [
    ["检查人员", `${app.me.name}${app.me.department ? `，${app.me.department}` : ""}`],
    ["本机占用", room ? `${(room.usage / MB).toFixed(1)} MB，可用 ${Math.round(room.quota / MB)} MB` : "不清楚"],
    ["系统清理", kept ? "不会自动清理本应用的内容" : "系统空间不足时可能清理，请尽快送达"],
    ["时钟", clockMs() === null ? "还没有与服务器核对" : isWrong() ? wrongBy() : "与服务器一致"],
    ["应用版本", app.build],
  ];
  return {
    title: "我的", back: "#/",
    main: h("div", {}, h("dl.facts", {}, rows.map(([term, words]) => h("div", {}, h("dt", {}, term), h("dd", {}, words)))), status,
      press("更新应用", () => update(app, status), "plain"), press("上锁", () => app.lock("应用已上锁。"), "plain"), passphrase(app), press("退出登录", () => logOut(app, status), "plain")),
  };
}

async function update(app, status) {
  fill(status, "正在查找新版本……");
  try {
    await app.worker?.update();
  } catch {
    return fill(status, "没有网络，查不到新版本。内容都在本机。");
  }
  const waiting = app.worker?.waiting ?? app.worker?.installing;
  if (!waiting) return fill(status, "已是最新版本。");
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  const go = () => waiting.postMessage("update");
  if (waiting.state === "installed") go();
  else waiting.addEventListener("statechange", () => waiting.state === "installed" && go());
  return fill(status, "正在更新，本机的内容不受影响……");
}

// Whoever leaves with unsent records could lose them: nobody else can send them.
async function logOut(app, status) {
  const { here, queued, refused } = counts(app);
  if (here + queued + refused > 0) {
    const words = [here && `${here} 项仅在本机`, queued && `${queued} 项排队中`, refused && `${refused} 项被退回`].filter(Boolean).join("、");
    return fill(status, h("span.warning.bad", { role: "alert" }, `还不能退出登录：${words}。只有您能送达它们。请先送达；要离开手机，请用“上锁”。`));
  }
  try {
    const body = new URLSearchParams({ csrfmiddlewaretoken: app.logIn?.csrf ?? "" });
    await fetch("/account/logout/", { method: "POST", body, redirect: "manual" });
  } catch {
    return fill(status, "没有网络，不能退出登录。要离开手机，请用“上锁”。");
  }
  app.logIn = null;
  app.expired = true;
  return app.lock("已退出登录。");
}

function passphrase(app) {
  const first = h("input", { type: "password", autocomplete: "new-password", minlength: 8 });
  const item = field("新的离线口令", first, { id: "other-passphrase", help: "至少 8 位。改口令须在登录有效时进行。" });
  const line = item.querySelector(".fault");
  const change = async () => {
    line.hidden = first.value.length >= 8;
    line.textContent = "口令至少 8 位。";
    if (!line.hidden) return;
    try {
      await app.logInAgain();
      await changePassphrase(app.me.id, app.logIn.key, first.value);
      first.value = "";
      line.hidden = false;
      line.textContent = "口令已更换。";
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Expired)) throw error;
      line.hidden = false;
      line.textContent = "须连网并登录后才能改口令。";
    }
  };
  return h("details.card", {}, h("summary", {}, "更换离线口令"), item, press("更换", change, "plain"));
}
