// The search index in the browser: Pagefind bundles of whole days, made by plugins/search/indexing.py.
import { pairs } from "./tokens.js";

const PATIENCE = 30000;

/** Opens the index below `base` (search/index/). Bundles are loaded by the first search. */
export class Index {
  constructor(base) {
    this.base = base;
    this.opened = new Map();
  }

  /** The list of bundles, newest first, and the fields that results show. Throws when it cannot be had. */
  async listing() {
    this.list ??= await getJson(new URL("bundles.json", this.base), { cache: "no-cache" });
    return this.list;
  }

  /**
   * The records that hold every one of the runs of tokens as a phrase, newest first, and the bundles that could not be
   * searched: { hits, failed }. A hit's `id()` is the record's id.
   */
  async find(runs) {
    const { bundles } = await this.listing();
    const answers = await Promise.allSettled(bundles.map((bundle) => this.findIn(bundle, runs)));
    return {
      hits: answers.flatMap((answer) => answer.value ?? []),
      failed: bundles.filter((_, i) => answers[i].status === "rejected"),
    };
  }

  async findIn(bundle, runs) {
    await this.engine().catch(() => undefined);
    const instance = await this.open(bundle);
    const lists = await Promise.all(runs.map((run) => soon(phrase(instance, run))));
    const others = lists.slice(1).map((results) => new Set(results.map((result) => result.id)));
    const common = lists[0].filter((result) => others.every((ids) => ids.has(result.id)));
    return common.map((result) => ({ id: async () => (await soon(result.data())).raw_url }));
  }

  // All bundles share one WebAssembly program, and Pagefind breaks when two start it at once: the first opens alone.
  engine() {
    if (!this.starting) {
      this.starting = firstOf(this.list.bundles, (bundle) => this.open(bundle));
      this.starting.catch(() => (this.starting = undefined));
    }
    return this.starting;
  }

  open(bundle) {
    if (!this.opened.has(bundle.path)) {
      const opening = this.start(bundle);
      // What failed is tried again by the next search.
      opening.catch(() => this.opened.delete(bundle.path));
      this.opened.set(bundle.path, opening);
    }
    return this.opened.get(bundle.path);
  }

  async start({ path }) {
    const folder = new URL(path, this.base);
    // Asked for first, because Pagefind hides what went wrong when a bundle is not there.
    await getJson(new URL(`pagefind-entry.json?ts=${path}`, folder));
    const pagefind = await import(new URL("pagefind.js", this.scripts ?? folder));
    this.scripts ??= folder;
    const instance = openUndivided(pagefind, { basePath: folder.pathname, baseUrl: "/", metaCacheTag: path });
    // Answers when the bundle is ready, and fails when it is not; there are no filters to load.
    await soon(instance.filters());
    return instance;
  }
}

// Pagefind reads <html lang> once, while it creates an instance; "und" keeps it from cutting queries into words.
function openUndivided(pagefind, options) {
  const root = document.documentElement;
  const { lang } = root;
  root.lang = "und";
  const instance = pagefind.createInstance(options);
  root.lang = lang;
  return instance;
}

// In quotes, because Pagefind answers anything else with shorter words when it does not find what was asked.
async function phrase(instance, run) {
  const { results } = await instance.search(`"${pairs(run).join(" ")}"`, { sort: { date: "desc" } });
  return results;
}

async function firstOf(items, attempt) {
  let failure = new Error("no bundle");
  for (const item of items) {
    try {
      return await attempt(item);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function soon(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The JSON at a URL. Throws for anything but a successful answer. */
export async function getJson(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}
