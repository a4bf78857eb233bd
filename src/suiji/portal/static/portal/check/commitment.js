// The commitment (protocol §2): every member in its form, and the quotas as far as they show without the bases.
import { H, Wrong, hex } from "./bytes.js";
import { hexed, members, oneOf, parseCanonical, whole, words } from "./documents.js";
import { instant, readSources } from "./sources.js";

const FILE = "commitment.json";
const HEAD = ["protocol", "kind", "key_sha256", "task", "ceremony", "frozen_at", "reveal_by", "seed_sources"];
const OBJECTS = ["members", "lots", "exclusions", "count", "strata_sha256"];
const INSPECTORS = ["teams", "staffing_sha256"];

export function readCommitment(bytes) {
  const value = parseCanonical(bytes, FILE);
  const kind = oneOf(value?.kind, `${FILE} 的 kind`, "objects", "inspectors");
  members(value, FILE, [...HEAD, ...(kind === "objects" ? OBJECTS : INSPECTORS)], kind === "objects" ? ["strata"] : []);
  oneOf(value.protocol, `${FILE} 的 protocol`, "suiji-draw/1");
  hexed(value.key_sha256, `${FILE} 的 key_sha256`, 32);
  hexed(value.ceremony, `${FILE} 的 ceremony`, 16);
  words(value.task, `${FILE} 的 task`);
  if (instant(value.reveal_by) <= instant(value.frozen_at)) throw new Wrong("揭示截止时间不在冻结之后");
  const sources = readSources(value.seed_sources, instant(value.reveal_by));
  const sealed = kind === "inspectors" ? readTeams(value) : readObjects(value);
  return { ...value, sources, sealed, hash: H(bytes), sha256: hex(H(bytes)) };
}

function readTeams(value) {
  whole(value.teams, `${FILE} 的 teams`, 1);
  hexed(value.staffing_sha256, `${FILE} 的 staffing_sha256`, 32);
  return true;
}

function readObjects(value) {
  members(value.members, `${FILE} 的 members`, ["count", "root"]);
  whole(value.members.count, "名单户数");
  hexed(value.members.root, "名单树根", 32);
  members(value.exclusions, `${FILE} 的 exclusions`, ["count", "sha256"]);
  whole(value.exclusions.count, "排除户数");
  hexed(value.exclusions.sha256, "排除名单的校验值", 32);
  members(value.lots, `${FILE} 的 lots`, ["sha256", "visibility", "min_cell"]);
  hexed(value.lots.sha256, "签号文件的校验值", 32);
  whole(value.lots.min_cell, "最小分组");
  hexed(value.strata_sha256, "分组的校验值", 32);
  if (value.count !== null) whole(value.count, "总户数");
  const sealed = oneOf(value.lots.visibility, "签号的公开方式", "public", "sealed") === "sealed";
  if (sealed === ("strata" in value)) throw new Wrong("分组是否列出与签号的公开方式不一致");
  if (!sealed) readStrata(value);
  return sealed;
}

function readStrata({ strata, members: { count: size }, count }) {
  if (!Array.isArray(strata)) throw new Wrong("分组不是一个列表");
  let before = "";
  for (const stratum of strata) {
    members(stratum, "分组", ["label", "size", "rate_bp", "want", "take"]);
    if (!/^[A-Z0-9_]{1,16}$/.test(stratum.label) || stratum.label <= before) throw new Wrong("分组没有按序排列");
    before = stratum.label;
    whole(stratum.size, "分组户数");
    whole(stratum.rate_bp, "分组比例", 0, 10000);
    whole(stratum.want, "分组应抽数");
    const floor = Number((BigInt(stratum.size) * BigInt(stratum.rate_bp) + 9999n) / 10000n);
    if (stratum.want < floor) throw new Wrong(`分组 ${stratum.label} 应抽数低于比例的要求`);
    if (stratum.take !== Math.min(stratum.want, stratum.size)) throw new Wrong(`分组 ${stratum.label} 的抽取数与应抽数不符`);
  }
  if (strata.length > 1 && strata.some((stratum) => stratum.label === "ALL")) throw new Wrong("分组 ALL 不能与别的并列");
  if (strata.reduce((sum, stratum) => sum + stratum.size, 0) !== size) throw new Wrong("各分组户数之和不等于名单户数");
  if (count !== null && strata.reduce((sum, stratum) => sum + stratum.want, 0) !== count) {
    throw new Wrong("各分组应抽数之和不等于方案写明的总数");
  }
}
