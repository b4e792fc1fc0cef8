// One question and what was found: hits are read, held against the question, filtered, counted and sorted as asked.
import { Reader } from "./reader.js";

export const PER_PAGE = 10;
// So few hits are all read, because all are shown: then everything about them is exact, and no more need be loaded for it.
export const FEW = PER_PAGE;
// Hits that are read for one page before it is shown as it is.
const PATIENCE = 100;
export const DIMENSIONS = ["agency", "level", "region", "kind", "year", "class", "state", "origin"];

export class Answer {
  /** index: the Index; root: of the site; parts: of the query; found: a Found, or { hits } with ids that were looked up. */
  constructor(index, root, parts, found) {
    Object.assign(this, { index, root, parts, found });
    this.narrowed = new Map();
  }

  /** Searches as far as the first page needs, and reads the hits where they are few. To be awaited first. */
  async settle() {
    this.list = await this.index.listing();
    this.reader = new Reader(this.root, this.list, this.parts);
    await this.found.atLeast?.(FEW + 1);
    this.few = this.found.hits.length <= FEW;
    if (!this.few) return;
    await this.reader.read(this.found.hits);
    if (this.isExact) this.found.hits = sorted(this.found.hits, ({ record }) => Date.parse(record?.published ?? 0));
    // What was looked up may write its number another way than the question; it is only left out where it is withdrawn.
    const right = this.found.hits.filter((hit) => hit.right || (this.isExact && hit.record?.data));
    for (const hit of right) Object.assign(hit, { values: this.valuesOf(hit) }, this.measuresOf(hit));
    // Few are sorted at once: what is exactly what was asked for comes first.
    this.found.hits = sorted(right, (hit) => (hit.exact ? 1 : 0));
  }

  /** True where the hits were looked up by the whole of what was asked. */
  get isExact() {
    return !this.found.atLeast;
  }

  get failed() {
    return this.found.failed ?? [];
  }

  /** True where nothing answered. */
  get isDead() {
    return this.found.hits.length === 0 && this.found.whole && this.failed.length > 0 && this.failed.length === this.found.searched;
  }

  /**
   * What the filters let through, in the order that is asked for, as far as `count` hits need: { hits, whole }, where
   * whole says that there are no more. choices: of the index, where there are filters.
   */
  async chosen({ filters, sort }, choices, count) {
    const isFiltered = Object.values(filters).some((values) => values.length);
    if (this.few) {
      if (isFiltered) await this.describe(choices);
      const hits = isFiltered ? this.found.hits.filter((hit) => lets(hit.values, filters)) : this.found.hits;
      return { hits: await this.inOrder(hits, sort), whole: true };
    }
    const found = isFiltered ? await this.narrow(filters) : this.found;
    // Any other order than the newest first must know them all.
    await found.atLeast?.(sort === "published" ? count : Infinity);
    return { hits: await this.inOrder(found.hits, sort), whole: found.whole ?? true };
  }

  async narrow(filters) {
    const key = JSON.stringify(filters);
    if (!this.narrowed.has(key)) this.narrowed.set(key, await this.index.find(this.parts, filters));
    return this.narrowed.get(key);
  }

  async inOrder(hits, sort) {
    if (sort === "published") return hits;
    if (sort === "relevance") return sorted(hits, (hit) => (hit.exact ? 3 : hit.nearness));
    if (!this.few) await this.index.measure(hits);
    return sorted(hits, (hit) => hit[sort]);
  }

  /** Gives every hit of few what it is filtered by, levels and regions included. */
  async describe(choices) {
    if (!this.few) return;
    for (const { values } of this.found.hits) {
      const agency = choices.agencies[values.agency] ?? {};
      Object.assign(values, { level: agency.level, region: agency.region });
    }
  }

  /**
   * For each dimension the number of hits by value, among those that the filters of the other dimensions let through;
   * null where they are not few.
   */
  counts(filters) {
    if (!this.few) return null;
    const counts = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, new Map()]));
    for (const { values } of this.found.hits) {
      const against = DIMENSIONS.filter((dimension) => !fits(values, dimension, filters));
      if (against.length > 1) continue;
      for (const dimension of against.length ? against : DIMENSIONS) {
        for (const value of [values[dimension]].flat()) {
          if (value) counts[dimension].set(value, (counts[dimension].get(value) ?? 0) + 1);
        }
      }
    }
    return counts;
  }

  /**
   * The hits on a page that truly answer, read: { hits, total }; total is null where not all hits were read. Pages far
   * behind begin where they would if every hit answered.
   */
  async page(hits, number) {
    const wanted = number * PER_PAGE;
    const from = this.few || number <= PATIENCE / PER_PAGE ? 0 : wanted - PER_PAGE;
    const right = [];
    let at = from;
    while (at < hits.length && right.length < wanted - from && at - from < PATIENCE + wanted - from) {
      const next = hits.slice(at, at + Math.max(PER_PAGE, wanted - from - right.length));
      await this.reader.read(next);
      right.push(...next.filter((hit) => hit.right));
      at += next.length;
    }
    const total = at >= hits.length ? from + right.length : null;
    return { hits: right.slice(wanted - PER_PAGE - from, wanted - from), total };
  }

  measuresOf({ record }) {
    const fields = this.list.fields[record?.kind] ?? {};
    return { amount: record?.data?.[fields.amount] ?? -1, decided: Date.parse(record?.data?.[fields.decided] ?? 0) };
  }

  valuesOf({ record }) {
    const { kind, state, agency, data, origin } = record ?? {};
    const classes = kind === "行政处罚" ? [data[this.list.fields[kind].class] ?? []].flat() : [];
    return { agency: agency?.id, kind, state, class: classes, origin: origin?.name ?? "", year: record?.published.slice(0, 4) };
  }
}

function lets(values, filters) {
  return DIMENSIONS.every((dimension) => fits(values, dimension, filters));
}

function fits(values, dimension, filters) {
  const wanted = filters[dimension];
  return !wanted.length || [values[dimension]].flat().some((value) => wanted.includes(value));
}

// Stable: what is equal stays newest first.
function sorted(hits, measure) {
  return [...hits].sort((one, other) => measure(other) - measure(one));
}
