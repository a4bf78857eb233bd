// Where the seed comes from (protocol §3): shares, a public beacon, an announced number; and the seed itself.
import { bls12_381 } from "../../vendor/noble/noble.js";
import { H, Wrong, hex, join, same, u32, unhex, utf8 } from "./bytes.js";
import { hexed, members, oneOf, whole, words } from "./documents.js";

const QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const QUICKNET_KEY = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1f"
  + "ec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const GENESIS = 1692803367, PERIOD = 3, LAST_ROUND = 2 ** 40;
const RANGE = "[0-9]-[0-9]|[A-Z]-[A-Z]|[a-z]-[a-z]";
const CLASSES = new RegExp(`^(?:\\[(?:(?:${RANGE}|[0-9A-Za-z])+|[ ,+-])\\](?:\\{[1-9][0-9]?\\})?)+$`);

export function instant(text) {
  const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) / 1000 : NaN;
  if (Number.isNaN(seconds)) throw new Wrong(`${text} 不是形如 2026-11-23T09:00:00Z 的时间`);
  return seconds;
}

export function readSources(sources, revealBy) {
  if (!Array.isArray(sources)) throw new Wrong("种子来源不是一个列表");
  for (const source of sources) {
    const due = READ[source?.kind]?.(source);
    if (due === undefined) throw new Wrong("有一个种子来源不是份额、公共信标或者公布的号码");
    if (due !== null && due <= revealBy) throw new Wrong("公共来源的时间不在揭示截止之后");
  }
  const shares = sources.filter((source) => source.kind === "share");
  if (new Set(shares.map((share) => share.party)).size < shares.length) throw new Wrong("同一方列了两次");
  if (new Set(shares.map((share) => share.sha256)).size < shares.length) throw new Wrong("同一个份额列了两次");
  if (shares.length < 2) throw new Wrong("出份额的不足两方");
  return sources;
}

const READ = {
  share(source) {
    members(source, "份额", ["kind", "party", "sha256"]);
    words(source.party, "份额的一方");
    hexed(source.sha256, "份额的校验值", 32);
    return null;
  },
  drand(source) {
    members(source, "公共信标", ["kind", "chain", "round"]);
    oneOf(source.chain, "公共信标的链", QUICKNET);
    return GENESIS + (whole(source.round, "信标轮次", 1, LAST_ROUND) - 1) * PERIOD;
  },
  announced(source) {
    members(source, "公布的号码", ["kind", "what", "at", "pattern"]);
    words(source.what, "公布的号码");
    if (!CLASSES.test(words(source.pattern, "号码的格式"))) throw new Wrong("号码的格式不是规定的写法");
    return instant(source.at);
  },
};

// Opens every source; returns the bytes that go into the seed and a sentence for each.
export function openSources(commitment, reveal) {
  members(reveal, "reveal.json", ["sources"]);
  if (!Array.isArray(reveal.sources) || reveal.sources.length !== commitment.sources.length) {
    throw new Wrong("公开的来源与承诺的个数不同");
  }
  const opened = commitment.sources.map((source, i) => OPEN[source.kind](source, reveal.sources[i], commitment.ceremony));
  const lost = opened.filter((one) => one.value.length === 0).length;
  const shares = commitment.sources.filter((source) => source.kind === "share").length;
  if (lost && (shares === commitment.sources.length || shares - lost < 2)) throw new Wrong("有一方没有揭示，这次抽取本应作废");
  return opened;
}

const OPEN = {
  share(source, given, ceremony) {
    members(given, "公开的份额", ["kind", "party", "value"]);
    oneOf(given.kind, "公开的份额", "share");
    oneOf(given.party, "公开份额的一方", source.party);
    if (given.value === null) return { value: new Uint8Array(0), words: `${source.party}没有揭示份额，已公开记为缺席` };
    const value = hexed(given.value, `${source.party}的份额`, 32);
    const zero = new Uint8Array(1);
    const made = H(join(utf8("suiji-share/1"), zero, utf8(ceremony), zero, utf8(source.party), zero, value));
    if (hex(made) !== source.sha256) throw new Wrong(`${source.party}公开的份额与事先交来的校验值不符`);
    return { value, words: `${source.party}的份额与事先交来的校验值相符（256 比特）` };
  },
  drand(source, given) {
    members(given, "公开的信标", ["kind", "chain", "round", "randomness", "signature"]);
    oneOf(given.kind, "公开的信标", "drand");
    oneOf(given.chain, "公开的信标的链", source.chain);
    oneOf(given.round, "公开的信标轮次", source.round);
    const value = hexed(given.randomness, "信标随机数", 32);
    const signature = hexed(given.signature, "信标签名", 48);
    if (!same(H(signature), value)) throw new Wrong("信标随机数不是签名的校验值");
    if (!isGenuine(source.round, signature)) throw new Wrong(`信标第 ${source.round} 轮的签名是假的`);
    return { value, words: `公共信标第 ${source.round} 轮，签名由这个浏览器验过（256 比特）` };
  },
  announced(source, given) {
    members(given, "公布的号码", ["kind", "text"]);
    oneOf(given.kind, "公布的号码", "announced");
    if (!new RegExp(`^(?:${source.pattern})$`).test(words(given.text, "公布的号码"))) throw new Wrong("公布的号码不合承诺的格式");
    return { value: utf8(given.text), words: `${source.what}：${given.text}` };
  },
};

function isGenuine(round, signature) {
  const scheme = bls12_381.shortSignatures;
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  try {
    return scheme.verify(signature, scheme.hash(H(number), DOMAIN), unhex(QUICKNET_KEY));
  } catch {
    return false; // not a point of the curve
  }
}

export function seedOf(commitmentHash, values) {
  const parts = values.flatMap((value) => [u32(value.length), value]);
  return H(join(utf8("suiji-seed/1"), new Uint8Array(1), commitmentHash, ...parts));
}
