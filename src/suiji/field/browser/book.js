// 本机的检查: the packages fetched ahead, the officer's drafts over them, and what each visit looks like from here:
// what the house has, moved on by what waits in the queue.

import { bytesOf, call } from "./api.js";
import { remembered, clockMs } from "./clock.js";
import { Full, fact, setFact } from "./store.js";
import { BLANK, digestOf, same, sha256, tidy } from "./wording.js";

const AT_ONCE = 25;
const ORDER = ["ASSIGNED", "NOTIFIED", "ON_SITE", "SIGNED"];
export const STATES = { ASSIGNED: "待检查", NOTIFIED: "已告知", ON_SITE: "检查中", SIGNED: "记录已签字" };

export class Book {
  constructor(store, queue) {
    Object.assign(this, { store, queue, packages: new Map(), drafts: new Map(), bases: new Map(), captures: new Map(), sheets: new Map(), guides: new Map(), rules: null, today: "", fetchedAt: 0, tag: "" });
  }

  async load() {
    const [packages, kept, clock] = await Promise.all([this.store.all("packages"), this.store.all("drafts"), fact("clock")]);
    const day = kept.get("day");
    this.packages = packages;
    for (const [name, value] of kept) {
      if (name.startsWith("f")) this.drafts.set(name, value);
      else if (name.startsWith("b")) this.bases.set(Number(name.slice(1)), value);
      else if (name.startsWith("c")) this.captures.set(name.slice(1), value);
      else if (name.startsWith("g")) this.guides.set(name.slice(1), value);
      else if (name.startsWith("s")) this.sheets.set(Number(name.slice(1)), value);
    }
    if (day) Object.assign(this, { rules: day.rules, today: day.today, fetchedAt: day.fetchedAt });
    remembered(clock);
  }

  // Ask which visits there are, and fetch those that are new or have changed.
  async refresh() {
    const { status, facts, tag } = await call("day/", { tag: this.tag });
    await setFact("clock", clockMs());
    if (status === 304) return this.fetched(false);
    const wanted = facts.visits.filter((row) => this.packages.get(row.id)?.version !== row.version).map((row) => row.id);
    for (let n = 0; n < wanted.length; n += AT_ONCE) {
      const { facts: found } = await call(`visits/?ids=${wanted.slice(n, n + AT_ONCE).join(",")}`);
      for (const one of found.visits) await this.keep(one);
    }
    await this.drop(new Set(facts.visits.map((row) => row.id)));
    Object.assign(this, { rules: facts.rules, today: facts.today, tag });
    await this.fetchGuides();
    return this.fetched(wanted.length > 0);
  }

  // 工作指引: fetched ahead and sealed like everything else, so that the officer has the standard in hand off-line.
  async fetchGuides() {
    const wanted = new Map(this.visits().flatMap((visit) => visit.findings.flatMap((one) => one.guides.map((guide) => [guide.sha256, guide]))));
    for (const [hash, guide] of wanted) {
      if (this.guides.has(hash)) continue;
      const bytes = await bytesOf(`guides/${guide.id}/`);
      if ((await sha256(bytes)) !== hash) continue; // cut short: it comes with the next look
      try {
        await this.store.addFile(`g-${hash}`, bytes, `g${hash}`, { name: guide.name, size: guide.size });
      } catch (error) {
        if (error instanceof Full) return; // the officer's own work needs the room more
        throw error;
      }
      this.guides.set(hash, guide);
    }
    for (const hash of [...this.guides.keys()].filter((one) => !wanted.has(one))) {
      await this.store.removeFile(`g-${hash}`);
      await this.store.remove("drafts", `g${hash}`);
      this.guides.delete(hash);
    }
  }

  async fetched(changed) {
    this.fetchedAt = Date.now();
    await this.store.put("drafts", "day", { rules: this.rules, today: this.today, fetchedAt: this.fetchedAt });
    return changed;
  }

  async keep({ version, package: visit }) {
    await this.store.put("packages", visit.id, { version, visit });
    this.packages.set(visit.id, { version, visit });
    const waiting = new Set(this.queue.of(visit.id).filter((row) => row.kind === "FILL" && row.state !== "done").map((row) => row.finding));
    for (const finding of visit.findings) {
      const draft = this.drafts.get(`f${finding.id}`);
      if ((!draft || draft.queued) && !waiting.has(finding.id)) await this.dropDraft(finding.id);
    }
  }

  // A visit that is no longer this officer's goes only when nothing of it waits here.
  async drop(held) {
    for (const id of [...this.packages.keys()]) {
      if (held.has(id) || this.queue.of(id).some((row) => row.state !== "done") || this.openDrafts(id)) continue;
      await this.queue.forget(this.queue.of(id));
      await this.store.remove("packages", id);
      this.packages.delete(id);
    }
  }

  visits() {
    return [...this.packages.values()].map(({ visit }) => visit);
  }

  visit(id) {
    return this.packages.get(id)?.visit;
  }

  // ── drafts: a wording the officer is at ──────────────────────────────────────────

  draft(finding) {
    return this.drafts.get(`f${finding.id}`);
  }

  said(finding) {
    return this.draft(finding)?.mine ?? finding.said ?? BLANK;
  }

  // What the house is known to hold of a finding since this officer began to word it.
  base(finding) {
    return this.bases.get(finding.id) ?? finding.said;
  }

  async setBase(id, said) {
    this.bases.set(id, said);
    await this.store.put("drafts", `b${id}`, said);
  }

  async saveDraft(visit, finding, mine) {
    if (!this.bases.has(finding.id)) await this.setBase(finding.id, finding.said);
    await this.putDraft({ visit: visit.id, finding: finding.id, mine, queued: false });
  }

  async putDraft(draft) {
    this.drafts.set(`f${draft.finding}`, draft);
    await this.store.put("drafts", `f${draft.finding}`, draft);
  }

  async dropDraft(id) {
    this.drafts.delete(`f${id}`);
    this.bases.delete(id);
    await this.store.remove("drafts", `f${id}`);
    await this.store.remove("drafts", `b${id}`);
  }

  async handIn(visit, finding) {
    const mine = tidy(this.said(finding));
    await this.queue.add(visit.id, "FILL", { finding: finding.id, base: tidy(this.base(finding)), mine });
    await this.putDraft({ visit: visit.id, finding: finding.id, mine, queued: true });
  }

  // Before an act goes out: a wording goes on top of what the house has by now, from this phone.
  prepare(act) {
    const base = act.kind === "FILL" && this.bases.get(act.body.finding);
    return base ? { ...act, body: { ...act.body, base: tidy(base) } } : act;
  }

  async delivered({ act, facts }) {
    if (act.kind !== "FILL") return;
    if (facts.answer.divergence) {
      this.bases.delete(act.body.finding);
      await this.store.remove("drafts", `b${act.body.finding}`);
    } else await this.setBase(act.body.finding, act.body.mine);
  }

  // ── captures: taken and kept, not yet handed in ───────────────────────────────────

  async keepCapture(capture) {
    await this.store.put("drafts", `c${capture.upload}`, capture);
    this.captures.set(capture.upload, capture);
  }

  async handInCapture(capture, said) {
    const { visit, upload, sha256, original_sha256, position, kind, when } = capture;
    const file = sha256 ? { upload, sha256, original_sha256, position } : {};
    await this.queue.add(visit, "EVIDENCE", { kind, ...said, ...file }, { drafts: [`c${upload}`], when });
    this.captures.delete(upload);
  }

  async dropCapture(upload) {
    this.captures.delete(upload);
    await this.store.removeFile(upload);
    await this.store.remove("drafts", `c${upload}`);
  }

  // ── sheets: who signed on this glass, under what ──────────────────────────────────

  async handInSheet(visit, body) {
    await this.queue.add(visit.id, "SHEET", body);
    const { drawing, ...kept } = body;
    const others = (this.sheets.get(visit.id) ?? []).filter((one) => one.kind !== body.kind || one.inspector !== body.inspector);
    this.sheets.set(visit.id, [...others, kept]);
    await this.store.put("drafts", `s${visit.id}`, this.sheets.get(visit.id));
  }

  // Every sheet known here, the house's and this phone's own.
  sheetsOf(visit) {
    return [...visit.sheets, ...(this.sheets.get(visit.id) ?? [])];
  }

  openDrafts(id) {
    return [...this.drafts.values()].filter((draft) => draft.visit === id && !draft.queued && draft.mine).length;
  }

  // ── how a visit stands, seen from this phone ─────────────────────────────────────

  stateOf(visit) {
    let state = visit.state;
    for (const row of this.queue.of(visit.id)) {
      if (row.state === "refused") continue;
      const to = { NOTICE: "NOTIFIED", ARRIVE: "ON_SITE" }[row.kind];
      if (to && ORDER.indexOf(to) > ORDER.indexOf(state)) state = to;
    }
    return state;
  }

  closing(visit) {
    return visit.state !== "SIGNED" && this.queue.of(visit.id).some((row) => row.kind === "CLOSE" && row.state !== "done");
  }

  isFilled(finding) {
    return Boolean(finding.at) || Boolean(this.draft(finding)?.queued);
  }

  // 仅在本机 / 排队中 / 已送达 of one finding.
  delivery(visit, finding) {
    const draft = this.draft(finding);
    const row = this.queue.of(visit.id).findLast((one) => one.kind === "FILL" && one.finding === finding.id);
    if (draft && !draft.queued && !same(draft.mine, this.base(finding))) return "here";
    if (row && row.state === "refused") return "refused";
    if (row && row.state !== "done") return "queued";
    return finding.at || row ? "there" : "none";
  }

  // Of a whole visit: the least safe of its parts.
  safety(visit) {
    const rows = this.queue.of(visit.id);
    const here = this.openDrafts(visit.id);
    const refused = rows.filter((row) => row.state === "refused" && !row.again).length;
    const queued = rows.filter((row) => row.state !== "done").length - refused;
    return { here, refused, queued, there: rows.filter((row) => row.state === "done").length };
  }

  // Digests of everything that stands on the glass for signing.
  async seen(visit) {
    const filled = visit.findings.filter((finding) => this.isFilled(finding));
    return Object.fromEntries(await Promise.all(filled.map(async (finding) => [String(finding.id), await digestOf(this.said(finding))])));
  }
}
