// 与服务器说话: every call names the protocol; every answer tells the house's time and the newest app.

import { heard } from "./clock.js";

export const PROTOCOL = 1;
const WAIT = 30000;

export class Offline extends Error {}
export class Expired extends Error {}
export class Refused extends Error {
  constructor(facts, status) {
    super(facts.words ?? "服务器没有接收。");
    Object.assign(this, { facts, status });
  }
}

let token = "";
let person = 0;
export const hasToken = () => Boolean(token);
// Whose records these are: the house takes nothing of theirs under somebody else's log-in.
export const speakFor = (id) => { person = id; };
export const seen = { build: "", tooOld: "" };

export async function call(path, { method = "GET", body, tag, wait = WAIT } = {}) {
  const began = Date.now();
  const headers = { "X-Suiji-Protocol": String(PROTOCOL) };
  if (method !== "GET") headers["X-CSRFToken"] = token;
  if (person && path !== "session/") headers["X-Suiji-Person"] = String(person);
  if (tag) headers["If-None-Match"] = tag;
  const bytes = body instanceof ArrayBuffer || body instanceof Uint8Array;
  if (bytes) headers["Content-Type"] = "application/octet-stream";
  let answer;
  try {
    answer = await fetch(`/field/api/${path}`, {
      method, headers, body: bytes || body === undefined ? body : JSON.stringify(body),
      redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(wait),
    });
  } catch {
    throw new Offline("没有网络，或网络太慢");
  }
  return read(answer, began);
}

// A file the house keeps for the phone: its bytes.
export async function bytesOf(path, wait = WAIT) {
  let answer;
  try {
    answer = await fetch(`/field/api/${path}`, {
      headers: { "X-Suiji-Protocol": String(PROTOCOL), "X-Suiji-Person": String(person) },
      redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(wait),
    });
    if (answer.ok) return await answer.arrayBuffer();
  } catch {
    throw new Offline("没有网络，或网络太慢");
  }
  return read(answer, Date.now());
}

async function read(answer, began) {
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Expired("登录已过期");
  const time = Number(answer.headers.get("X-Suiji-Time"));
  if (time) heard(time, began, Date.now());
  seen.build = answer.headers.get("X-Suiji-Build") ?? seen.build;
  if (answer.status >= 500 || answer.status === 429) throw new Offline("服务器暂时不能答复");
  if (answer.status === 304) return { status: 304, facts: null, tag: answer.headers.get("ETag") };
  const isFacts = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (!isFacts) {
    if (answer.status === 403) throw new Expired("登录凭据已更换");
    throw new Offline("服务器的答复不完整");
  }
  let facts;
  try {
    facts = await answer.json();
  } catch {
    throw new Offline("答复没有收完");
  }
  seen.tooOld = facts.error === "too_old" ? facts.words : "";
  if (!answer.ok) throw new Refused(facts, answer.status);
  return { status: answer.status, facts, tag: answer.headers.get("ETag") };
}

// Who is logged in; the token for changes comes with it.
export async function session(wait = 8000) {
  const { facts } = await call("session/", { wait });
  token = facts.csrf;
  return facts;
}
