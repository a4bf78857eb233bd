// 钥匙: every officer's records lie under a data key of their own, made on the phone and never stored bare.
// It is wrapped twice: under the officer's passphrase (opens without a network) and under the share that the house
// hands to the same officer after a log-in. Losing the session or the passphrase locks; it never destroys.

const ROUNDS = 600000;
export const TRIES = 10;
const text = new TextEncoder();

const hex = (said) => Uint8Array.from(said.match(/../g), (pair) => parseInt(pair, 16));
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

async function fromPassphrase(passphrase, salt) {
  const start = await crypto.subtle.importKey("raw", text.encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, start, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
}

async function fromShare(share, salt) {
  const start = await crypto.subtle.importKey("raw", hex(share), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: text.encode("suiji-field/1") }, start, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
}

async function wrapped(raw, key, person) {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(`person ${person}`) }, key, raw) };
}

async function unwrapped(wrap, key, person) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: wrap.iv, additionalData: text.encode(`person ${person}`) }, key, wrap.data);
}

const inUse = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

// A new officer on this phone: the key, and what is kept of it.
export async function begin(person, passphrase, share) {
  const raw = random(32);
  const salt = random(16);
  const kept = {
    salt,
    byPassphrase: await wrapped(raw, await fromPassphrase(passphrase, salt), person),
    byShare: await wrapped(raw, await fromShare(share, salt), person),
    tries: 0,
  };
  const key = await inUse(raw);
  raw.fill(0);
  return { key, kept };
}

// null: not this passphrase.
export async function openByPassphrase(kept, person, passphrase) {
  if (!kept.byPassphrase) return null;
  try {
    return await inUse(await unwrapped(kept.byPassphrase, await fromPassphrase(passphrase, kept.salt), person));
  } catch {
    return null;
  }
}

// null: the share is not the one it was made under (the house was given another key since).
export async function openByShare(kept, person, share) {
  try {
    return await inUse(await unwrapped(kept.byShare, await fromShare(share, kept.salt), person));
  } catch {
    return null;
  }
}

// Another passphrase, by whoever is logged in; the data key and everything under it stay.
export async function changePassphrase(kept, person, share, passphrase) {
  const raw = new Uint8Array(await unwrapped(kept.byShare, await fromShare(share, kept.salt), person));
  const byPassphrase = await wrapped(raw, await fromPassphrase(passphrase, kept.salt), person);
  raw.fill(0);
  return { ...kept, byPassphrase, tries: 0 };
}

export async function seal(key, bytes, place) {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(place) }, key, bytes) };
}

export async function unseal(key, sealed, place) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: text.encode(place) }, key, sealed.data);
}

export const sealJson = (key, value, place) => seal(key, text.encode(JSON.stringify(value)), place);
export async function unsealJson(key, sealed, place) {
  return JSON.parse(new TextDecoder().decode(await unseal(key, sealed, place)));
}
