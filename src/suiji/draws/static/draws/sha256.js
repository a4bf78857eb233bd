// SHA-256 for a share: WebCrypto where the page may use it, else plain JavaScript, byte for byte the same.
"use strict";
const SuijiHash = (() => {
  function constants(count, root) {
    const found = [];
    for (let n = 2; found.length < count; n += 1) {
      let prime = true;
      for (let d = 2; d * d <= n; d += 1) if (n % d === 0) { prime = false; break; }
      if (prime) found.push((n ** (1 / root) % 1) * 0x100000000 | 0);
    }
    return found;
  }
  const START = constants(8, 2);
  const ROUND = constants(64, 3);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));

  function block(state, words) {
    for (let i = 16; i < 64; i += 1) {
      const a = words[i - 15], b = words[i - 2];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((value, i) => (value + state[i]) | 0);
  }

  function plain(bytes) {
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, bytes.length << 3);
    let state = START;
    for (let at = 0; at < padded.length; at += 64) {
      const words = new Int32Array(64);
      for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + i * 4);
      state = block(state, words);
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => out.setInt32(i * 4, value));
    return new Uint8Array(out.buffer);
  }

  async function digest(bytes) {
    if (!globalThis.crypto?.subtle) return plain(bytes);
    return new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  }

  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

  // Protocol §3: H("suiji-share/1" 00 ceremony 00 party 00 value).
  async function share(ceremony, party, value) {
    const head = new TextEncoder().encode(`suiji-share/1\0${ceremony}\0${party}\0`);
    const whole = new Uint8Array(head.length + value.length);
    whole.set(head);
    whole.set(value, head.length);
    return hex(await digest(whole));
  }
  return { digest, plain, share, hex, unhex };
})();
globalThis.SuijiHash = SuijiHash;
