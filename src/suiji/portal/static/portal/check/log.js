// The public log (protocol §8, decision 0002): signed checkpoints, inclusion proofs, and the order of the four acts.
import { ed25519 } from "../../vendor/noble/noble.js";
import { H, Wrong, base64, hex, join, same, text, utf8 } from "./bytes.js";
import { members, parseCanonical } from "./documents.js";

const ACTS = [
  ["log/opening.proof", "draw.opened", "开启仪式"],
  ["log/commitment.proof", "draw.committed", "登记承诺"],
  ["log/reveals.proof", "draw.revealed", "揭示份额"],
  ["log/result.proof", "draw.resulted", "登记结果"],
];
export const LOG_FILES = ["log/vkey", ...ACTS.map(([name]) => name)];
const HEADER = "c2sp.org/tlog-proof@v1";
const DECIMAL = /^(?:0|[1-9][0-9]{0,18})$/;

export function readKey(bytes) {
  const parts = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\n?$/.exec(text(bytes, "log/vkey"));
  const key = parts && base64(parts[3]);
  if (!key || key.length !== 33 || key[0] !== 1) throw new Wrong("log/vkey 不是日志公钥");
  const id = H(join(utf8(`${parts[1]}\n`), key)).slice(0, 4);
  if (hex(id) !== parts[2]) throw new Wrong("log/vkey 的编号与公钥不符");
  return { name: parts[1], id, public: key.slice(1), line: parts[0].trimEnd(), shown: `${parts[1]}+${parts[2]}` };
}

export function openNote(note, key) {
  const cut = note.lastIndexOf("\n\n");
  const lines = note.slice(cut + 2).split("\n");
  if (cut < 0 || /[\x00-\x09\x0b-\x1f]/.test(note) || lines.pop() !== "" || !lines.length || lines.length > 64) {
    throw new Wrong("不是签名的检查点");
  }
  const signed = note.slice(0, cut + 1);
  let own = 0;
  for (const line of lines) {
    const parts = /^— ([^+\s]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    const signature = parts && base64(parts[2]);
    if (!signature || signature.length < 5) throw new Wrong("检查点有一行签名不成形");
    if (parts[1] !== key.name || !same(signature.slice(0, 4), key.id)) continue;
    if (!isSigned(signature.slice(4), utf8(signed), key.public)) throw new Wrong("检查点的签名是假的");
    own += 1;
  }
  if (!own) throw new Wrong("检查点不是这个日志签的");
  return signed;
}

function isSigned(signature, message, key) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false; // a key or signature of the wrong length, or no point of the curve
  }
}

export function openCheckpoint(note, key) {
  const [origin, size, encoded] = openNote(note, key).split("\n");
  const root = base64(encoded ?? "");
  if (!DECIMAL.test(size ?? "") || !root || root.length !== 32) throw new Wrong("检查点缺少条数或者树根");
  if (origin !== key.name) throw new Wrong("检查点属于另一个日志");
  return { size: BigInt(size), root };
}

const leafHash = (leaf) => H(join(Uint8Array.of(0), leaf));
const nodeHash = (left, right) => H(join(Uint8Array.of(1), left, right));

// RFC 9162 §2.1.3.2, from the hash of a leaf.
export function includesHash(leaf, index, size, path, root) {
  if (index >= size || [leaf, root, ...path].some((hash) => hash.length !== 32)) return false;
  let place = index, last = size - 1n, node = leaf;
  for (const sibling of path) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      node = nodeHash(sibling, node);
      while (!(place & 1n) && place !== 0n) { place >>= 1n; last >>= 1n; }
    } else {
      node = nodeHash(node, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(node, root);
}

export function openProof(content, key) {
  const cut = content.indexOf("\n\n");
  const lines = content.slice(0, cut).split("\n");
  const leaf = base64(lines[1]?.replace(/^extra /, "") ?? "");
  const index = /^index (0|[1-9][0-9]{0,18})$/.exec(lines[2] ?? "");
  const path = lines.slice(3).map(base64);
  if (cut < 0 || lines[0] !== HEADER || !lines[1].startsWith("extra ") || !leaf || !index) throw new Wrong("不是日志证明");
  if (path.some((step) => !step || step.length !== 32)) throw new Wrong("日志证明的路径不成形");
  const checkpoint = openCheckpoint(content.slice(cut + 2), key);
  if (!includesHash(leafHash(leaf), BigInt(index[1]), checkpoint.size, path, checkpoint.root)) throw new Wrong("路径没有通到检查点的树根");
  return { leaf, index: BigInt(index[1]), size: checkpoint.size };
}

// The four acts of this bundle stand in the log, in their order; bodies: act → members its leaf must have.
export function checkOrder(files, bodies) {
  for (const name of LOG_FILES) if (!files[name]) throw new Wrong(`缺少 ${name}，先后次序没有证明`);
  const key = readKey(files["log/vkey"]);
  const found = [];
  let before = -1n, signed = 0n;
  for (const [name, act, words] of ACTS) {
    try {
      const proof = openProof(text(files[name], name), key);
      checkLeaf(proof.leaf, name, act, bodies[act]);
      if (proof.index <= before) throw new Wrong(`“${words}”没有排在前一件事之后`);
      if (act === "draw.revealed" && proof.index < signed) throw new Wrong("承诺的检查点在揭示之后才签名");
      before = proof.index;
      signed = proof.size;
      found.push({ words, index: proof.index });
    } catch (error) {
      if (!(error instanceof Wrong) || error.message.startsWith(name)) throw error;
      throw new Wrong(`${name}：${error.message}`);
    }
  }
  return { key, acts: found };
}

function checkLeaf(leaf, name, act, body) {
  const value = members(parseCanonical(leaf, name), name, ["act", "at", "body", "id"]);
  if (value.act !== act) throw new Wrong(`${name} 记的是另一件事`);
  for (const [member, expected] of Object.entries(body)) {
    if (value.body?.[member] !== expected) throw new Wrong(`${name} 里的 ${member} 不是这次抽取的`);
  }
  return value.body;
}

export const hasLog = (files) => LOG_FILES.some((name) => files[name]);

// The act that this proof shows under the bundle's own log key, with these members in its body.
export function logged(files, name, act, body) {
  if (!files[name]) throw new Wrong(`缺少 ${name}`);
  const proof = openProof(text(files[name], name), readKey(files["log/vkey"]));
  return { index: proof.index, body: checkLeaf(proof.leaf, name, act, body) };
}
