// 时钟: how far this phone's clock is from the house's, measured with every answer. Both times are always recorded.

const SERIOUS = 120000;
let offset = null;
let trip = Infinity;
let anchor = 0;

const drift = () => Date.now() - performance.now() - anchor;

// An answer that left at ``began`` and came at ``ended`` said ``time``.
export function heard(time, began, ended) {
  const took = ended - began;
  const moved = offset !== null && Math.abs(drift()) > 1000;
  if (took > trip * 2 && offset !== null && !moved) return;
  offset = Math.round(time - (began + ended) / 2);
  trip = took;
  anchor = Date.now() - performance.now();
}

// From an earlier run of the app.
export function remembered(known) {
  if (known === undefined || offset !== null) return;
  offset = known;
  anchor = Date.now() - performance.now();
}

// Milliseconds to add to this clock; null where it was never measured. A clock that somebody moves is noticed.
export function clockMs() {
  return offset === null ? null : Math.round(offset - drift());
}

export const isWrong = () => Math.abs(clockMs() ?? 0) > SERIOUS;

export function wrongBy() {
  const off = -(clockMs() ?? 0);
  const minutes = Math.round(Math.abs(off) / 60000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [days && `${days} 天`, hours && `${hours} 小时`, !days && `${minutes % 60} 分`].filter(Boolean);
  return `本机时间比服务器${off > 0 ? "快" : "慢"} ${parts.join(" ")}`;
}
