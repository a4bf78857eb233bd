// 核验 — what anybody can check of a bundle, step by step (protocol §5), written from the protocol alone.
import { H, Wrong, hex, join, same, utf8 } from "./bytes.js";
import { readCommitment } from "./commitment.js";
import { members, hexed, parse, parseCanonical, words } from "./documents.js";
import { checkConfirmed } from "./confirming.js";
import { checkOrder, hasLog } from "./log.js";
import { drawnFile, readLots, smallest, tickets } from "./lots.js";
import { openSources, seedOf } from "./sources.js";

const ID = /^[0-9A-Za-z._:-]{1,64}$/;

function need(files, name) {
  if (!files[name]) throw new Wrong(`证据包里没有 ${name}`);
  return files[name];
}

function beijing(instant) {
  const [day, time] = new Date(Date.parse(instant) + 8 * 3600 * 1000).toISOString().split("T");
  return `${day} ${time.slice(0, 5)}（北京时间）`;
}

// Each step: its name, and what it says when it holds; a step that throws Wrong ends the check.
const STEPS = [
  ["commitment", (state) => {
    state.commitment = readCommitment(need(state.files, "commitment.json"));
    state.reveal = parse(need(state.files, "reveal.json"), "reveal.json");
    state.result = parseCanonical(need(state.files, "result.json"), "result.json");
    state.resultHash = hex(H(state.files["result.json"]));
    return [`任务 ${state.commitment.task}，${beijing(state.commitment.frozen_at)}冻结名单。`, `校验值：${state.commitment.sha256}`];
  }],
  ["log", (state) => {
    if (!hasLog(state.files)) {
      if (state.requireLog) throw new Wrong("证据包里没有日志证明，先后次序没有证明");
      state.unproven = true;
      return { note: ["证据包里没有日志证明：下面各步仍可核验，但是谁先谁后没有证明。"] };
    }
    const { key, acts } = checkOrder(state.files, bodies(state));
    if (state.key && state.key !== key.line) throw new Wrong("证据包里的日志公钥与本站公布的不是同一个");
    return [`日志公钥 ${key.shown}。`, `${acts.map((act) => `${act.words}第 ${act.index} 条`).join("，")}；承诺的检查点在揭示之前已经签名。`];
  }],
  ["sources", (state) => {
    state.opened = openSources(state.commitment, state.reveal.value);
    const publicOnes = state.commitment.sources.some((source) => source.kind !== "share");
    const strength = publicOnes ? [] : ["种子只由各方份额合成，等级较弱：最后揭示的一方先看到结果。"];
    return [...state.opened.map((one) => `${one.words}。`), ...strength];
  }],
  ["seed", (state) => {
    const values = state.opened.map((one) => one.value);
    state.seed = seedOf(state.commitment.hash, values);
    checkResult(state.result, state.commitment, values, state.seed);
    return [`种子：${hex(state.seed)}`];
  }],
  ["lots", (state) => {
    if (state.commitment.kind === "inspectors") return { note: ["检查人员的名单和分组不向社会公布，由纪检监察机关凭密钥全部核验。"] };
    if (state.commitment.sealed) return { note: sealed(state) };
    const bytes = need(state.files, "lots.csv");
    if (hex(H(bytes)) !== state.commitment.lots.sha256) throw new Wrong("签号文件与承诺的校验值不符：名单被换过");
    state.read = readLots(bytes);
    const sizes = new Map(state.commitment.strata.filter((one) => one.size).map((one) => [one.label, one.size]));
    const agree = [...state.read.strata].every(([label, own]) => sizes.get(label) === own.length);
    if (!agree || sizes.size !== state.read.strata.size) throw new Wrong("签号文件的分组户数与承诺不符");
    return [`${state.read.count} 个签号，校验值、次序、分组户数都与承诺相符，各组应抽数不低于规定的比例。`];
  }],
  ["draw", (state) => {
    if (!state.read) return { note: ["由纪检监察机关凭密钥重做。"] };
    const all = tickets(state.read, state.seed, state.progress);
    const chosen = state.commitment.strata.flatMap(
      ({ label, take }) => smallest(state.read.strata.get(label) ?? [], take, all, state.read.lots));
    const made = drawnFile(state.read, chosen);
    if (!same(made, need(state.files, "drawn_lots.csv"))) throw new Wrong("重做抽取得到的签号与公布的不同");
    if (hex(H(made)) !== state.result.drawn_lots_sha256) throw new Wrong("结果里的校验值不是抽中签号的");
    state.drawn = chosen.length;
    return [`给 ${state.read.count} 个签号各算出一张签票，每组取最小的，共 ${chosen.length} 个，与公布的一字不差。`];
  }],
  ["names", (state) => {
    const { drawn, opened } = namesOf(state);
    state.named = Boolean(drawn);
    if (state.commitment.kind === "inspectors") return { note: ["检查人员名单不公布；被检查单位见到自己的检查小组。"] };
    if (!drawn) return { note: ["这项检查不宜事先告知，名单待检查全部结束后公布；现在只有名单的校验值。"] };
    if (state.drawn !== undefined && drawn.length !== state.drawn) throw new Wrong(`名单有 ${drawn.length} 户，抽中的签号有 ${state.drawn} 个`);
    const hash = opened ? ["名单当时没有公开，现在公开的与当时登记的校验值相符。"] : [];
    return [`名单 ${drawn.length} 户，按代码排列，次序不含别的意思。`, ...hash];
  }],
  ["confirm", (state) => {
    const facts = { ceremony: state.commitment.ceremony, commitment_sha256: state.commitment.sha256, result_sha256: state.resultHash };
    if (state.commitment.kind === "inspectors") return { note: ["检查人员名单不公布，不需要签名。"] };
    return checkConfirmed(state.files, facts, state.named);
  }],
];

export const STEP_NAMES = STEPS.map(([name]) => name);

function sealed(state) {
  for (const name of ["lots.csv", "drawn_lots.csv"]) if (state.files[name]) throw new Wrong(`签号已密封，却公开了 ${name}`);
  const { count, members: { count: size } } = state.commitment;
  const most = count === null ? size : Math.min(size, count);
  if (state.result.drawn && state.result.drawn.length > most) throw new Wrong(`名单有 ${state.result.drawn.length} 户，最多只能抽 ${most} 户`);
  return [`名单共 ${size} 户。分组太小，公布签号就可能认出某一户，因此密封，由纪检监察机关凭密钥核验。`];
}

// The names, and whether names.json opened them: the list and the blind of the hash that the logged result holds.
function namesOf({ files, result }) {
  if (!files["names.json"]) return { drawn: result.drawn, opened: false };
  const { blind, drawn } = members(parseCanonical(files["names.json"], "names.json"), "names.json", ["blind", "drawn"]);
  if (!result.drawn_sha256) throw new Wrong("结果没有隐去名单，却另有 names.json");
  checkNames(drawn);
  if (hex(H(join(utf8(JSON.stringify(drawn)), hexed(blind, "names.json 的 blind", 16)))) !== result.drawn_sha256) throw new Wrong("公开的名单与当时登记的校验值不符");
  return { drawn, opened: true };
}

function bodies({ commitment, reveal, resultHash }) {
  const fixed = { ceremony: commitment.ceremony, commitment_sha256: commitment.sha256 };
  return {
    "draw.opened": { task: commitment.task, ceremony: commitment.ceremony, kind: commitment.kind },
    "draw.committed": fixed,
    "draw.revealed": { ...fixed, reveal_sha256: hex(H(reveal.bytes)) },
    "draw.resulted": { ...fixed, result_sha256: resultHash },
  };
}

function checkResult(result, commitment, values, seed) {
  const own = commitment.kind === "inspectors" ? ["assignment_sha256"]
    : ["drawn_lots_sha256", "drawn" in result ? "drawn" : "drawn_sha256"];
  members(result, "result.json", ["protocol", "commitment_sha256", "sources", "seed", ...own]);
  if (result.protocol !== commitment.protocol) throw new Wrong("结果不是按承诺的规程作出的");
  if (result.commitment_sha256 !== commitment.sha256) throw new Wrong("结果说的是另一份承诺");
  const sources = values.map(hex);
  if (!Array.isArray(result.sources) || result.sources.join() !== sources.join()) throw new Wrong("结果里的来源与公开的不同");
  if (result.seed !== hex(seed)) throw new Wrong("结果里的种子不是由各来源算出的");
  for (const name of own) if (name !== "drawn") hexed(result[name], `结果的 ${name}`, 32);
  if ("drawn" in result) checkNames(result.drawn);
}

function checkNames(drawn) {
  if (!Array.isArray(drawn)) throw new Wrong("名单不是一个列表");
  let before = "";
  for (const id of drawn) {
    if (!ID.test(words(id, "名单里的代码")) || id <= before) throw new Wrong("名单没有按代码排列，或者有重复");
    before = id;
  }
}

// Runs all steps; `say(name, state, lines)` hears of each: running, held, noted or failed. Returns the verdict.
export function verify(files, { requireLog, key, say, progress }) {
  const state = { files, requireLog, key, progress };
  for (const [name, step] of STEPS) {
    say(name, "running", []);
    try {
      const said = step(state);
      say(name, said.note ? "noted" : "held", said.note ?? said);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      say(name, "failed", [error.message]);
      return { ok: false };
    }
  }
  return { ok: true, unproven: Boolean(state.unproven), sealed: state.commitment.sealed };
}
