// The search index in the browser: bundles of whole days, made by plugins/search, searched side by side.
import { Bundle } from "./bundle.js";
import { getJson } from "./loading.js";
import { exactTerm, termsOf } from "./terms.js";

/** Opens the index below `base` (search/index/). Nothing is loaded before it is asked for. */
export class Index {
  constructor(base) {
    this.base = base;
  }

  /** The list of bundles, newest first, the fields that results show, the pairs that most records hold. */
  async listing() {
    this.list ??= await this.load();
    return this.list;
  }

  async load() {
    const list = await getJson(new URL("bundles.json", this.base), { cache: "no-cache" });
    const common = new Set(list.common.split(" "));
    return { ...list, isCommon: (term) => common.has(term), bundles: list.bundles.map((one) => new Bundle(this.base, one)) };
  }

  /** What records can be filtered by, with names of agencies and totals. */
  filters() {
    this.choices ??= getJson(new URL("filters.json", this.base), { cache: "no-cache" }).catch((error) => {
      this.choices = undefined;
      throw error;
    });
    return this.choices;
  }

  /**
   * The records that hold every term of the parts, newest first, and the bundles that could not be searched:
   * { hits, failed, whole }. years: the years to look in, all where it is empty. `whole` is false where not every term
   * was looked up. A hit has its `bundle`, its `place` there, and `key`: all of the parts stand in its key fields.
   *
   * A hit may hold the terms without holding the parts: only its text tells.
   */
  async find(parts, years) {
    const { bundles, isCommon } = await this.listing();
    const terms = [...new Set(parts.flatMap(termsOf))];
    const searched = bundles.filter((bundle) => !years.length || years.includes(bundle.year));
    const answers = await Promise.allSettled(searched.map((bundle) => bundle.find(terms, isCommon)));
    const hits = answers.flatMap(({ value }, i) => (value ? hitsOf(searched[i], value) : []));
    return {
      hits,
      failed: searched.filter((_, i) => answers[i].status === "rejected"),
      whole: answers.every(({ value }) => !value || value.whole),
    };
  }

  /** Marks the hits whose name, number or code is one of the parts and nothing else. */
  async markExact(hits, parts) {
    const columns = await columnsOf(hits, async (bundle) => {
      const lists = await Promise.all(parts.map((part) => bundle.exact(exactTerm(part))));
      return new Set(lists.flatMap((list) => [...list]));
    });
    for (const hit of hits) hit.exact = columns.get(hit.bundle).has(hit.place);
  }

  /** Gives every hit what it is filtered by: { agency, kind, state, class, origin, year }. */
  async describe(hits) {
    const columns = await columnsOf(hits, (bundle) => bundle.facets());
    for (const hit of hits) {
      const { agency, profile } = columns.get(hit.bundle);
      const [kind, state, classes, origin] = profile(hit.place);
      hit.values = { agency: agency(hit.place), kind, state, class: classes, origin, year: hit.bundle.year };
    }
  }

  /** Gives every hit what it is sorted by: { decided, amount }. */
  async measure(hits) {
    const columns = await columnsOf(hits, (bundle) => bundle.order());
    for (const hit of hits) {
      const { decided, amounts } = columns.get(hit.bundle);
      Object.assign(hit, { decided: decided[hit.place], amount: amounts[hit.place] });
    }
  }
}

function hitsOf(bundle, { places, key }) {
  const keys = new Set(key);
  return Array.from(places, (place) => ({ bundle, place, key: keys.has(place), exact: false }));
}

async function columnsOf(hits, load) {
  const used = [...new Set(hits.map(({ bundle }) => bundle))];
  return new Map(await Promise.all(used.map(async (bundle) => [bundle, await load(bundle)])));
}
