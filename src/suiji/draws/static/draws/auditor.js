// An auditor's key is made here, kept in a file under a passphrase, and signs here. Its private half is never sent.
import { ed25519 } from "../vendor/noble/noble.js";

const KEY = "suiji-auditor-key/1", STATEMENT = "suiji-confirmation/1", ROUNDS = 600000, LEAST = 12;
const panel = document.querySelector("[data-auditor]");
const say = (words, bad = false) => {
  const box = panel.querySelector("[data-say]");
  box.textContent = words;
  box.classList.toggle("form-error", bad);
};
const part = (name) => panel.querySelector(`[data-part="${name}"]`);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const utf8 = (text) => new TextEncoder().encode(text);

// RFC 8785 of an object whose members are all texts.
function canonical(statement) {
  return JSON.stringify(Object.fromEntries(Object.keys(statement).sort().map((name) => [name, statement[name]])));
}
const signedBytes = (purpose, statement) => utf8(`${purpose}\0${canonical(statement)}`);

async function under(passphrase, salt, rounds) {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function sealed(secret, passphrase, auditor) {
  const salt = crypto.getRandomValues(new Uint8Array(16)), nonce = crypto.getRandomValues(new Uint8Array(12));
  const content = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await under(passphrase, salt, ROUNDS), secret);
  return JSON.stringify({
    protocol: KEY, auditor, public_key: hex(ed25519.getPublicKey(secret)), kdf: "PBKDF2-SHA256", rounds: ROUNDS,
    salt: hex(salt), cipher: "AES-256-GCM", nonce: hex(nonce), sealed: hex(new Uint8Array(content)),
  }, null, 1);
}

// The secret in a key file; throws words for the auditor where it does not open.
async function opened(file, passphrase) {
  let kept;
  try { kept = JSON.parse(await file.text()); } catch { kept = {}; }
  if (kept.protocol !== KEY) throw new Error("这不是签名密钥文件，请选择登记公钥时下载的那一个。");
  try {
    const key = await under(passphrase, unhex(kept.salt), kept.rounds);
    const secret = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unhex(kept.nonce) }, key, unhex(kept.sealed));
    return new Uint8Array(secret);
  } catch {
    throw new Error("口令不对，或者密钥文件已经损坏。");
  }
}

async function make() {
  const [first, second] = panel.querySelectorAll("[data-passphrase]");
  if (first.value.length < LEAST) return say(`口令至少 ${LEAST} 个字符。`, true);
  if (first.value !== second.value) return say("两次输入的口令不同，请重新输入。", true);
  const secret = crypto.getRandomValues(new Uint8Array(32)), { auditor } = panel.dataset;
  const claim = { auditor, public_key: hex(ed25519.getPublicKey(secret)) };
  const link = part("file");
  link.href = URL.createObjectURL(new Blob([await sealed(secret, first.value, auditor)], { type: "application/json" }));
  link.download = `auditor-key-${claim.public_key.slice(0, 8)}.json`;
  panel.querySelector("[name=public_key]").value = claim.public_key;
  panel.querySelector("[name=signature]").value = hex(ed25519.sign(signedBytes(KEY, claim), secret));
  secret.fill(0);
  for (const field of [first, second]) field.value = "";
  part("asking").hidden = true;
  part("made").hidden = false;
  return say("密钥已经生成。请先下载密钥文件，再登记公钥；离开本页以前不下载，密钥就没有了。");
}

function statement() {
  const said = JSON.parse(panel.dataset.statement);
  said.verdict = panel.querySelector("[name=verdict]:checked")?.value ?? "";
  said.because = panel.querySelector("[name=because]").value.trim().normalize("NFC");
  return said;
}

function show() {
  const said = statement();
  panel.querySelector("[data-shown]").textContent = `${STATEMENT}\\0${canonical(said)}`;
  const link = part("file");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([signedBytes(STATEMENT, said)]));
}

async function sign() {
  const said = statement(), form = panel.querySelector("form"), outside = panel.querySelector("[data-outside]").value.trim();
  if (!said.verdict) return say("请先选择确认或者拒绝确认。", true);
  if (said.verdict === "refused" && !said.because) return say("拒绝确认须写明理由。", true);
  const signature = outside || await signedHere(said);
  if (!signature) return undefined;
  form.querySelector("[name=signature]").value = signature;
  return form.requestSubmit();
}

async function signedHere(said) {
  const file = panel.querySelector("[data-key-file]").files[0], passphrase = panel.querySelector("[data-passphrase]");
  if (!file) return say("请选择密钥文件。", true);
  say("正在打开密钥文件……");
  try {
    const secret = await opened(file, passphrase.value), mine = hex(ed25519.getPublicKey(secret));
    const key = JSON.parse(panel.dataset.keys)[mine];
    if (!key) throw new Error("这个密钥没有登记，或者已经停用。");
    panel.querySelector("[name=key]").value = key;
    const signature = hex(ed25519.sign(signedBytes(STATEMENT, said), secret));
    secret.fill(0);
    passphrase.value = "";
    return signature;
  } catch (error) {
    return say(error.message, true);
  }
}

if (panel && !globalThis.crypto?.subtle) {
  part("plain").hidden = false;
} else if (panel) {
  part("asking").hidden = false;
  panel.querySelector("[data-make]")?.addEventListener("click", make);
  panel.querySelector("[data-sign]")?.addEventListener("click", sign);
  if (panel.dataset.statement) {
    panel.addEventListener("input", show);
    show();
  }
}
