// Pagefind in the browser: one program for all bundles of the index, each bundle opened when it is first searched.
import { getJson, getText, soon } from "./loading.js";

// As in plugins/search/pagefind.py.
const IDS = 64;

/** One bundle of the index (plugins/search/pagefind.py), as the list of bundles names it. */
export class Bundle {
  constructor(engine, base, entry) {
    Object.assign(this, entry);
    this.engine = engine;
    this.folder = new URL(entry.path, base);
    this.year = entry.first.slice(0, 4);
    this.sets = new Map();
  }

  /** What holds the words side by side, newest first: { place, words }, the record's place and those of the words in it. */
  async phrase(words) {
    const instance = await this.open();
    // In quotes, because Pagefind answers anything else with shorter words when it does not find what was asked.
    try {
      const { results } = await soon(instance.search(`"${words.join(" ")}"`));
      return results.map(({ id, words }) => ({ place: Number.parseInt(id, 36), words })).sort((a, b) => a.place - b.place);
    } catch (error) {
      // An instance remembers what it could not load.
      this.sets.clear();
      throw error;
    }
  }

  /** The places of the records that hold one of some words. */
  async any(words) {
    const sets = await Promise.all(words.map((word) => this.set(word)));
    return new Set(sets.flatMap((set) => [...set]));
  }

  set(word) {
    return this.kept(word, async () => new Set((await this.phrase([word])).map(({ place }) => place)));
  }

  /** The id of the record at a place. */
  async id(place) {
    const name = `ids/${Math.floor(place / IDS)}.txt`;
    const ids = await this.kept(name, async () => linesOf(await getText(new URL(name, this.folder))));
    return ids[place % IDS];
  }

  /** What results are sorted by: { decided, amount } by place. */
  order() {
    return this.kept("order.txt", async () =>
      linesOf(await getText(new URL("order.txt", this.folder))).map((line) => {
        const [decided, amount] = line.split(" ");
        return { decided: Number.parseInt(decided, 36), amount: Number.parseInt(amount, 36) };
      }),
    );
  }

  open() {
    return this.kept("", () => this.engine.open(this));
  }

  // What failed is tried again by the next search.
  kept(key, load) {
    if (!this.sets.has(key)) {
      const loading = load();
      loading.catch(() => this.sets.delete(key));
      this.sets.set(key, loading);
    }
    return this.sets.get(key);
  }
}

function linesOf(text) {
  return text.split("\n").filter(Boolean);
}

/** The program that all bundles share, in its folder. */
export class Engine {
  constructor(folder) {
    this.folder = folder;
  }

  /** An instance of Pagefind for a bundle. Throws where the bundle is not to be had. */
  open(bundle) {
    if (this.isRunning) return this.start(bundle);
    // Pagefind breaks when two bundles start the program at once: they open one by one until one is open.
    const opening = (this.queue ?? Promise.resolve()).then(() => this.start(bundle));
    this.queue = opening.then(
      () => (this.isRunning = true),
      () => undefined,
    );
    return opening;
  }

  async start({ folder, path }) {
    const [pagefind] = await Promise.all([
      import(new URL("pagefind.js", this.folder)),
      // Asked for first, because Pagefind hides what went wrong when a bundle is not there.
      getJson(new URL(`pagefind-entry.json?ts=${path}`, folder)),
    ]);
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
