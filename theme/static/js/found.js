// What a question finds in the bundles of the index, searched from the newest to the oldest as far as it is needed.

// The newest bundles that hold so many records together are searched at once; then as many as what was found lets expect
// to be enough, but never more than so many times those that were searched.
const AT_ONCE = 500;
const MORE = 6;
// So many records are read at once at least.
const TOGETHER = 3;
// A record's words begin with its party's name, then its number and code, then what else it is about.
const NAME_WORDS = 24;
const KEY_WORDS = 80;

/**
 * What was found so far. hits: newest first, each with its `bundle`, its `place` in it and how near to the beginning of its
 * record the words stand (`nearness`); failed: the bundles that could not be searched.
 */
export class Found {
  /** plan: of the question; filters: words of which a record holds one, by filter; bundles: that can hold it. */
  constructor({ plan, filters, bundles, reader }) {
    Object.assign(this, { plan, filters, reader });
    this.left = [...bundles];
    this.searched = bundles.length;
    this.seen = 0;
    // What may answer, newest first; the index alone does not say that all of it does.
    this.waiting = [];
    this.hits = [];
    this.failed = [];
    this.work = Promise.resolve();
  }

  /** True where nothing is left to search. */
  get whole() {
    return !this.left.length && !this.waiting.length;
  }

  /** Searches on until so many hits are known, or there are no more. */
  atLeast(count) {
    this.work = this.work.then(async () => {
      this.take();
      while (!this.whole && this.hits.length < count) {
        if (this.waiting.length) await this.read(count - this.hits.length);
        else await this.round(this.reach(count));
        this.take();
      }
    });
    return this.work;
  }

  /** Takes what needs no reading. */
  take() {
    while (this.waiting[0]?.sure) this.hits.push(this.waiting.shift());
  }

  /** Reads the next of those that may answer. */
  async read(count) {
    const next = this.waiting.slice(0, Math.max(count, TOGETHER));
    const unsure = next.filter(({ sure }) => !sure);
    await this.reader.read(unsure);
    await Promise.all(unsure.filter(({ broken }) => broken).map((hit) => this.lookUp(hit)));
    this.waiting.splice(0, next.length);
    this.hits.push(...next.filter(({ sure, right }) => sure || right));
  }

  /** What cannot be read is looked up in the index after all. */
  async lookUp(hit) {
    const { bundle, place } = hit;
    try {
      const hits = await together(bundle, this.plan.steps.flat());
      hit.right = hits.some((one) => one.place === place);
    } catch (error) {
      hit.right = false;
      this.fail(bundle, error);
    }
  }

  /** In how many more records to look for so many hits. */
  reach(count) {
    if (count === Infinity) return Infinity;
    const expected = (this.seen * (count - this.hits.length)) / this.hits.length;
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
      if (value) this.waiting.push(...value);
      else this.fail(bundles[i], reason);
    });
    this.seen += records;
  }

  fail(bundle, error) {
    console.error(error);
    if (!this.failed.includes(bundle)) this.failed.push(bundle);
  }

  async findIn(bundle) {
    const hits = await this.holding(bundle);
    // What the words leave is often nothing: then no filter need be looked up.
    const passing = hits.length ? await Promise.all(this.filters.map((words) => bundle.any(words))) : [];
    return hits.filter(({ place }) => passing.every((set) => set.has(place)));
  }

  /** What may hold the phrases in a bundle: `sure` where it was looked up, and not only some of it. */
  async holding(bundle) {
    const { plan } = this;
    let hits = await together(bundle, plan.steps[0]);
    for (let next = 1; next < plan.steps.length; next++) {
      if (!hits.length || plan.reads(hits.length, next, bundle)) return hits;
      if (plan.skips(next, bundle)) continue;
      const places = new Set((await together(bundle, plan.steps[next])).map(({ place }) => place));
      hits = hits.filter(({ place }) => places.has(place));
    }
    return hits.map((hit) => ({ ...hit, sure: true }));
  }
}

/** The records of a bundle in which all of some runs of words stand, as hits. */
async function together(bundle, runs) {
  const found = await Promise.all(runs.map(({ words }) => bundle.phrase(words)));
  const sets = found.map((results) => new Set(results.map(({ place }) => place)));
  return found[0]
    .filter(({ place }) => sets.every((set) => set.has(place)))
    .map(({ place, words }) => ({ bundle, place, nearness: nearness(Math.min(...words) - runs[0].from) }));
}

/** 2: where the name stands, 1: among what the record is about, 0: in its text. */
function nearness(at) {
  return at < NAME_WORDS ? 2 : at < KEY_WORDS ? 1 : 0;
}
