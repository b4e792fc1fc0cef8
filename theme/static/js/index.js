// The search index: bundles of whole days (plugins/search), searched side by side from the newest to the oldest.
import { Bundle, Engine } from "./engine.js";
import { Found } from "./found.js";
import { getJson } from "./loading.js";
import { Plan, telling, tiers } from "./plan.js";
import { Presence } from "./presence.js";
import { Reader } from "./reader.js";
import { filterWord, wordsOf } from "./tokens.js";

// Filters that stand in the index as words; years are bundles.
const IN_WORDS = ["agency", "level", "region", "kind", "class", "state", "origin"];

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
      const tier = tiers(list);
      const bundles = list.bundles.map((one) => new Bundle(engine, this.base, one));
      const presence = new Presence(this.base, list, (word) => telling(tier(word)));
      return { ...list, tier, bundles, presence };
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
    const plan = new Plan(phrases, list.tier);
    const words = IN_WORDS.filter((name) => filters[name]?.length).map((name) => filters[name].map((one) => filterWord(name, one)));
    const bundles = await list.presence.sieve(asked, phrases, words);
    return new Found({ plan, filters: words, bundles, reader: new Reader(this.root, list, parts) });
  }
}
