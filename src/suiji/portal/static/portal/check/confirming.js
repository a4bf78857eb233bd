// 监督确认 (protocol §5, decision 0029): the auditor's signature, its statement, and its place in the log.
import { ed25519 } from "../../vendor/noble/noble.js";
import { H, Wrong, hex, join, utf8 } from "./bytes.js";
import { canonical, hexed, members, parseCanonical, words } from "./documents.js";
import { hasLog, logged } from "./log.js";

const FILE = "confirmation.json", STATEMENT = "suiji-confirmation/1";
const MEMBERS = ["auditor", "because", "ceremony", "commitment_sha256", "report_sha256", "result_sha256", "signed_at", "verdict"];
const ACT = { confirmed: "draw.confirmed", refused: "draw.confirmation_refused" };

function isSigned(said, publicKey, signature) {
  try {
    return ed25519.verify(signature, join(utf8(`${STATEMENT}\0`), utf8(canonical(said))), publicKey, { zip215: false });
  } catch {
    return false; // no point of the curve
  }
}

export function readConfirmation(bytes) {
  const file = members(parseCanonical(bytes, FILE), FILE, ["protocol", "public_key", "signature", "statement"]);
  if (file.protocol !== STATEMENT) throw new Wrong(`${FILE} 不是监督机关的签名`);
  const publicKey = hexed(file.public_key, `${FILE} 的公钥`, 32), signature = hexed(file.signature, `${FILE} 的签名`, 64);
  const said = members(file.statement, FILE, MEMBERS);
  for (const name of MEMBERS) if (name !== "because") words(said[name], `${FILE} 的 ${name}`);
  if (typeof said.because !== "string" || !(said.verdict in ACT)) throw new Wrong(`${FILE} 的结论不成形`);
  if (!isSigned(said, publicKey, signature)) throw new Wrong("监督机关的签名是假的");
  return { said, publicKey, keyId: hex(H(publicKey)).slice(0, 16), hash: hex(H(bytes)) };
}

// Whether the log held the key before the list was frozen; wrong where key or word are not in the log.
function whenRegistered(files, found, frozen) {
  const registered = logged(files, "log/signer_key.proof", "draw.auditor_key_registered",
    { key_id: found.keyId, public_key: hex(found.publicKey) });
  const given = logged(files, "log/confirmation.proof", ACT[found.said.verdict],
    { key_id: found.keyId, confirmation_sha256: found.hash });
  if (given.index <= logged(files, "log/result.proof", "draw.resulted", {}).index) throw new Wrong("签名没有排在结果之后");
  return registered.index < frozen.index ? "公钥在冻结名单以前已经登记" : "公钥在冻结名单以后才登记";
}

// `facts`: what the statement must speak of; `named`: the names are open. Lines, or a note where none is due.
export function checkConfirmed(files, facts, named) {
  const frozen = hasLog(files) ? logged(files, "log/commitment.proof", "draw.committed", {}) : null;
  const demanded = frozen?.body.confirmation === "required";
  if (!files[FILE]) {
    if (demanded && named) throw new Wrong(`证据包里没有 ${FILE}：按日志，名单要等监督机关签名确认才公布`);
    return { note: [demanded ? "监督机关还没有签名。" : "这次抽取没有约定由监督机关签名确认：名字与签号是否一致，没有系统以外的人担保。"] };
  }
  const found = readConfirmation(files[FILE]);
  for (const [name, value] of Object.entries(facts)) if (found.said[name] !== value) throw new Wrong(`监督机关签的是另一次抽取（${name} 不符）`);
  const when = frozen ? `，${whenRegistered(files, found, frozen)}` : "";
  if (found.said.verdict === "refused") throw new Wrong(`${found.said.auditor}拒绝确认这次结果：${found.said.because}`);
  return [`${found.said.auditor}签名确认，公钥 ${found.keyId}${when}。请与该机关另行公布的指纹核对。`];
}
