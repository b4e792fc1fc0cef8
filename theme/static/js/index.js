// The search index: bundles of whole days (plugins/search), searched side by side from the newest to the oldest.
import { Bundle, Engine } from "./engine.js";
import { getJson } from "./loading.js";
import { Presence } from "./presence.js";
import { Reader } from "./reader.js";
import { filterWord, wordsOf } from "./tokens.js";

// Filters that stand in the index as words; years are bundles.
const IN_WORDS = ["agency", "level", "region", "kind", "class", "state", "origin"];
// The newest bundles that hold so many records together are searched at once; then as many as what was found lets expect
// to be enough, and some more, but never more than so many times those that were searched.
const AT_ONCE = 500;
const SPARE = 1.5;
const MORE = 6;
// A phrase is looked up by so many of its words, and what was found is read where that is less than looking up the rest:
// about so many bytes for a record, for a word, and for each record of a bundle where a common word stands.
const PROBED = 3;
const RECORD = 3500;
const WORD = 3000;
const PLACE = 2;
// A record's words begin with its party's name, then its number and code, then what else it is about.
const NAME_WORDS = 24;
const KEY_WORDS = 80;

/** Opens the index of the site at `root`. Nothing is loaded before it is asked for. */
export class Index {
  constructor(root) {
    this.root = root;
    this.base = new URL("search/index/", root);
  }

  /** The list of bundles, newest first, and the fields that results show. Throws when it cannot be had. */
  listing() {
    return this.kept("list", async () => {
      const list = await getJson(new URL("bundles.json", this.base), { cache: "no-cache" });
      const engine = new Engine(new URL(list.engine, this.base));
      const common = new Set(list.common.split(" "));
      const bundles = list.bundles.map((one) => new Bundle(engine, this.base, one));
      return { ...list, common, bundles, presence: new Presence(this.base, list, common) };
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
        if (hit.amount === undefined) Object.assign(hit, (await hit.bundle.order())[hit.place]);
      }),
    );
  }

  /** What holds all parts and passes the filters (values by dimension, as state.js has them); nothing is searched yet. */
  async find(parts, filters = {}) {
    const list = await this.listing();
    const years = filters.year ?? [];
    const asked = years.length ? list.bundles.filter(({ year }) => years.includes(year)) : list.bundles;
    const phrases = parts.map(wordsOf);
    const words = IN_WORDS.filter((name) => filters[name]?.length).map((name) => filters[name].map((one) => filterWord(name, one)));
    const bundles = await list.presence.sieve(asked, phrases, words);
    return new Found({ phrases, words, bundles, common: list.common, reader: new Reader(this.root, list, parts) });
  }
}

/**
 * What was found so far. hits: newest first, each with its `bundle`, its `place` in it and how near to the beginning of its
 * record the parts stand (`nearness`); failed: the bundles that could not be searched.
 */
export class Found {
  constructor({ phrases, words, bundles, common, reader }) {
    this.phrases = phrases.map((phrase) => ({ words: phrase, from: 0 }));
    // Parts that are common through and through are looked up last, if at all.
    const probes = phrases.map((phrase) => probeOf(phrase, common));
    this.lead = Math.max(0, probes.findIndex(Boolean));
    this.probes = probes.filter(Boolean);
    const rest = phrases.flat().length - this.probes.flatMap(({ words }) => words).length;
    this.common = phrases.flat().filter((word) => common.has(word)).length;
    this.rare = rest - this.common;
    this.filters = words;
    this.reader = reader;
    this.left = [...bundles];
    this.searched = bundles.length;
    this.seen = 0;
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
      while (this.left.length && this.hits.length < count) await this.round(this.reach(count));
    });
    return this.work;
  }

  /** In how many more records to look for so many hits. */
  reach(count) {
    if (count === Infinity) return Infinity;
    const expected = (this.seen * SPARE * (count - this.hits.length)) / this.hits.length;
    return this.seen ? Math.min(expected, this.seen * MORE) : AT_ONCE;
  }

  async round(reach) {
    const bundles = [];
    let records = 0;
    while (this.left.length && records < reach) {
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
    this.seen += records;
  }

  async findIn(bundle) {
    const hits = await this.holding(bundle);
    // What the parts leave is often nothing: then no filter need be looked up.
    const passing = hits.length ? await Promise.all(this.filters.map((words) => bundle.any(words))) : [];
    return hits.filter(({ place }) => passing.every((set) => set.has(place)));
  }

  /** What holds all parts in a bundle: looked up by a few words and read, or by all words where that is too much. */
  async holding(bundle) {
    const rest = this.rare * WORD + this.common * PLACE * bundle.count;
    if (rest && this.probes.length) {
      const hits = await together(bundle, this.probes, 0);
      if (hits.length * RECORD <= rest) {
        await this.reader.read(hits);
        if (!hits.some(({ broken }) => broken)) return hits.filter(({ right }) => right);
      }
    }
    return together(bundle, this.phrases, this.lead);
  }
}

/** The records of a bundle in which all of some runs of words stand, as hits. lead: the run whose place is told. */
async function together(bundle, runs, lead) {
  const found = await Promise.all(runs.map(({ words }) => bundle.phrase(words)));
  const sets = found.map((results) => new Set(results.map(({ place }) => place)));
  return found[lead]
    .filter(({ place }) => sets.every((set) => set.has(place)))
    .map(({ place, words }) => ({ bundle, place, nearness: nearness(Math.min(...words) - runs[lead].from) }));
}

/** What a phrase is looked up by: its longest run of words that are not common, cut short; null where there is none. */
function probeOf(phrase, common) {
  let best = null;
  for (let from = 0, until; from < phrase.length; from = until + 1) {
    until = from;
    while (until < phrase.length && !common.has(phrase[until])) until++;
    if (until - from > (best?.words.length ?? 0)) best = { words: phrase.slice(from, until), from };
  }
  // What a name begins with, or a code, others share.
  const from = best && best.from + Math.max(0, best.words.length - PROBED);
  return best && { words: phrase.slice(from, best.from + best.words.length), from };
}

/** 2: where the name stands, 1: among what the record is about, 0: in its text. */
function nearness(at) {
  return at < NAME_WORDS ? 2 : at < KEY_WORDS ? 1 : 0;
}
