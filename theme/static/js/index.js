// The search index: bundles of whole days (plugins/search), searched side by side from the newest to the oldest.
import { Bundle, Engine } from "./engine.js";
import { getJson } from "./loading.js";
import { filterWord, wordsOf } from "./tokens.js";

// Filters that stand in the index as words; years are bundles.
const IN_WORDS = ["agency", "level", "region", "kind", "class", "state", "origin"];
// The newest bundles that hold so many records together are searched at once, and from round to round more.
const AT_ONCE = 6000;
const MORE = 3;
// A record's words begin with its party's name, then its number and code, then what else it is about.
const NAME_WORDS = 24;
const KEY_WORDS = 80;

/** Opens the index below `base` (search/index/). Nothing is loaded before it is asked for. */
export class Index {
  constructor(base) {
    this.base = base;
  }

  /** The list of bundles, newest first, and the fields that results show. Throws when it cannot be had. */
  listing() {
    return this.kept("list", async () => {
      const list = await getJson(new URL("bundles.json", this.base), { cache: "no-cache" });
      const engine = new Engine(new URL(list.engine, this.base));
      return { ...list, bundles: list.bundles.map((one) => new Bundle(engine, this.base, one)) };
    });
  }

  /** What records can be filtered by, with names of agencies and totals. */
  filters() {
    return this.kept("choices", () => getJson(new URL("filters.json", this.base), { cache: "no-cache" }));
  }

  // What failed is tried again by the next search.
  kept(name, load) {
    this[name] ??= load().catch((error) => {
      this[name] = undefined;
      throw error;
    });
    return this[name];
  }

  /** Gives every hit what it is sorted by: { decided, amount }, 0 where there is none. */
  async measure(hits) {
    await Promise.all(
      hits.map(async (hit) => {
        if (hit.amount === undefined) Object.assign(hit, (await hit.bundle.order()).get(hit.result.id));
      }),
    );
  }

  /** What holds all parts and passes the filters (values by dimension, as state.js has them); nothing is searched yet. */
  async find(parts, filters = {}) {
    const { bundles } = await this.listing();
    const years = filters.year ?? [];
    return new Found(parts, filters, years.length ? bundles.filter(({ year }) => years.includes(year)) : bundles);
  }
}

/**
 * What was found so far. hits: newest first, each with its `bundle`, what Pagefind found (`result`) and how near to the
 * beginning of its record the parts stand (`nearness`); failed: the bundles that could not be searched.
 */
export class Found {
  constructor(parts, filters, bundles) {
    this.phrases = parts.map(wordsOf);
    this.filters = IN_WORDS.filter((name) => filters[name]?.length).map((name) => filters[name].map((one) => filterWord(name, one)));
    this.left = [...bundles];
    this.searched = bundles.length;
    this.reach = AT_ONCE;
    this.hits = [];
    this.failed = [];
    this.work = Promise.resolve();
  }

  /** True where nothing is left to search. */
  get whole() {
    return !this.left.length;
  }

  /** Searches on until so many hits are known, or there are no more. */
  atLeast(count) {
    this.work = this.work.then(async () => {
      while (this.left.length && this.hits.length < count) await this.round();
    });
    return this.work;
  }

  async round() {
    const bundles = [];
    let records = 0;
    while (this.left.length && records < this.reach) {
      bundles.push(this.left.shift());
      records += bundles.at(-1).count;
    }
    const answers = await Promise.allSettled(bundles.map((bundle) => this.findIn(bundle)));
    answers.forEach(({ value, reason }, i) => {
      if (value) this.hits.push(...value);
      else {
        console.error(reason);
        this.failed.push(bundles[i]);
      }
    });
    this.reach *= MORE;
  }

  async findIn(bundle) {
    const [first, ...others] = await Promise.all(this.phrases.map((words) => bundle.phrase(words)));
    const sets = others.map((results) => new Set(results.map(({ id }) => id)));
    // What the parts leave is often nothing: then no filter need be looked up.
    const found = first.filter(({ id }) => sets.every((set) => set.has(id)));
    const passing = found.length ? await Promise.all(this.filters.map((words) => bundle.any(words))) : [];
    return found
      .filter(({ id }) => passing.every((set) => set.has(id)))
      .map((result) => ({ bundle, result, nearness: nearness(result) }));
  }
}

/** 2: where the name stands, 1: among what the record is about, 0: in its text. */
function nearness({ words }) {
  const at = Math.min(...words);
  return at < NAME_WORDS ? 2 : at < KEY_WORDS ? 1 : 0;
}
