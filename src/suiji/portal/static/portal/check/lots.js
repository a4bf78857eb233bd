// The draw itself (protocol §4): a ticket for every lot, and in each stratum the smallest tickets.
import { H, Wrong, utf8 } from "./bytes.js";

const LOT = 16;

function nibble(code) {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

// The lots file: lines hex(lot),stratum in order. All lots in one array of bytes, and which of them each stratum has.
export function readLots(bytes) {
  const lots = new Uint8Array(Math.floor(bytes.length / 34 + 1) * LOT);
  const strata = new Map();
  let count = 0, at = 0, before = "";
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end < 0 || end - at < 34 || bytes[at + 32] !== 44) throw new Wrong(`lots.csv 第 ${count + 1} 行不成形`);
    for (let i = 0; i < LOT; i += 1) {
      const high = nibble(bytes[at + 2 * i]), low = nibble(bytes[at + 2 * i + 1]);
      if (high < 0 || low < 0) throw new Wrong(`lots.csv 第 ${count + 1} 行的签号不是十六进制数`);
      lots[count * LOT + i] = high * 16 + low;
    }
    const line = String.fromCharCode.apply(null, bytes.subarray(at, end));
    if (!/^[A-Z0-9_]{1,16}$/.test(line.slice(33))) throw new Wrong(`lots.csv 第 ${count + 1} 行的分组不成形`);
    if (line <= before || line.slice(0, 32) === before.slice(0, 32)) throw new Wrong(`lots.csv 第 ${count + 1} 行没有按序排列`);
    before = line;
    const own = strata.get(line.slice(33));
    if (own) own.push(count); else strata.set(line.slice(33), [count]);
    count += 1;
    at = end + 1;
  }
  return { lots, strata, count };
}

// Tickets of all lots; every so often says how far it is.
export function tickets({ lots, count }, seed, progress) {
  const all = new Uint8Array(count * 32);
  const block = new Uint8Array(32 + LOT);
  block.set(seed);
  for (let i = 0; i < count; i += 1) {
    block.set(lots.subarray(i * LOT, (i + 1) * LOT), 32);
    all.set(H(block), i * 32);
    if (i % 16384 === 0) progress(i / count);
  }
  return all;
}

function compare(bytes, size, a, b) {
  for (let i = 0; i < size; i += 1) {
    const difference = bytes[a * size + i] - bytes[b * size + i];
    if (difference) return difference;
  }
  return 0;
}

// The `take` members with the smallest (ticket, lot): a bound over the first six bytes leaves few to sort in full.
export function smallest(members, take, all, lots) {
  if (take >= members.length) return members;
  if (take === 0) return [];
  const view = new DataView(all.buffer);
  const heads = Float64Array.from(members, (i) => view.getUint32(i * 32) * 65536 + view.getUint16(i * 32 + 4));
  const bound = Float64Array.from(heads).sort()[take - 1];
  const near = members.filter((_, i) => heads[i] <= bound);
  near.sort((a, b) => compare(all, 32, a, b) || compare(lots, LOT, a, b));
  return near.slice(0, take);
}

// The drawn-lots file: lines hex(lot), sorted.
export function drawnFile({ lots }, chosen) {
  const lines = chosen.map((i) => {
    let line = "";
    for (let k = i * LOT; k < (i + 1) * LOT; k += 1) line += (lots[k] < 16 ? "0" : "") + lots[k].toString(16);
    return line;
  });
  return utf8(lines.sort().map((line) => `${line}\n`).join(""));
}
