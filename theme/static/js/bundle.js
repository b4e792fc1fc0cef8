// One bundle of the index (plugins/search/segments.py): its files, loaded when they are asked for and then kept.
import { getBytes, getText } from "./loading.js";
import { common, entryIn, numbersFrom, unpacked } from "./postings.js";
import { numberOf } from "./terms.js";

const RUN = 64;
// Of the rare terms of a query so many are looked up first: they nearly always leave the right records only.
const FIRST = 3;
// With more records than these so many other terms are looked up too.
const FEW = 3;
const MORE = 8;
// Long lists are loaded so many at a time, as long as they leave out more than a part of the records.
const STEP = 3;
const WORTH = 0.02;

export class Bundle {
  constructor(base, entry) {
    Object.assign(this, entry);
    this.folder = new URL(entry.path, base);
    this.year = entry.first.slice(0, 4);
    this.files = new Map();
  }

  /**
   * The places of the records that hold all terms, newest first, those among them where all stand in key fields, and
   * whether all terms were looked up: { places, key, whole }. `isCommon` tells terms that most records hold.
   */
  async find(terms, isCommon) {
    const rare = terms.filter((term) => !isCommon(term));
    const first = spread(rare.length ? rare : terms, FIRST);
    const rest = terms.filter((term) => !first.includes(term));
    let entries = await this.entries(first);
    let found = narrowed(null, entries);
    if (rest.length && !(found?.places.length <= FEW)) {
      const more = await this.entries(spread(rest, MORE));
      found = narrowed(found, more);
      entries = [...entries, ...more];
    }
    const long = entries.filter((entry) => entry.count && !entry.places).sort((a, b) => a.count - b.count);
    while (long.length && !(found?.places.length <= FEW)) {
      const lists = await Promise.all(long.splice(0, STEP).map(({ term }) => this.longList(term)));
      const before = found?.places.length ?? Infinity;
      found = narrowed(found, lists);
      if (found.places.length > before * (1 - WORTH)) break;
    }
    return { ...found, whole: !found.places.length || (entries.length === terms.length && !long.length) };
  }

  entries(terms) {
    return Promise.all(terms.map(async (term) => ({ term, ...((await this.entry(term)) ?? { count: 0 }) })));
  }

  /** The places of the records whose name or number is a term. */
  async exact(term) {
    const entry = await this.entry(term);
    return entry?.count ? (entry.places ?? (await this.longList(term)).places) : [];
  }

  async entry(term) {
    const number = numberOf(term);
    return entryIn(await this.bytes(`terms/${number % this.terms}.bin`), number, this.count);
  }

  async longList(term) {
    const number = numberOf(term);
    const path = `long/${number % this.long}.bin`;
    const entry = entryIn(await this.bytes(path), number, this.count);
    if (!entry) throw new Error(`no list in ${path}`);
    return entry;
  }

  /** The id of the record at a place. */
  async id(place) {
    const lines = await this.kept(`ids/${Math.floor(place / RUN)}.txt`, getText);
    return lines.split("\n")[place % RUN];
  }

  /** What records are filtered by: { agency(place), profile(place) }, the latter [kind, state, classes, origin]. */
  facets() {
    this.columns ??= this.readFacets().catch((error) => {
      this.columns = undefined;
      throw error;
    });
    return this.columns;
  }

  async readFacets() {
    const bytes = await this.bytes("facets.bin");
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const { agencies, profiles } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    const first = unpacked(bytes, 4 + size, this.count, agencies.length - 1);
    const second = unpacked(bytes, first.end, this.count, profiles.length - 1);
    return { agency: (place) => agencies[first.values[place]], profile: (place) => profiles[second.values[place]] };
  }

  /** What records are sorted by: { decided: days, amounts: 分 plus one }, 0 where there is none. */
  async order() {
    const bytes = await this.bytes("order.bin");
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const decided = Uint16Array.from({ length: this.count }, (_, place) => view.getUint16(place * 2, true));
    return { decided, amounts: numbersFrom(bytes, this.count * 2) };
  }

  bytes(path) {
    return this.kept(path, getBytes);
  }

  kept(path, get) {
    if (!this.files.has(path)) {
      const loading = get(new URL(path, this.folder));
      // What failed is tried again by the next search.
      loading.catch(() => this.files.delete(path));
      this.files.set(path, loading);
    }
    return this.files.get(path);
  }
}

const NONE = new Uint32Array();

/** What lists leave of what was found; null where nothing was found out yet and no list stands here. */
function narrowed(found, entries) {
  if (entries.some(({ count }) => !count)) return { places: NONE, key: NONE };
  return entries
    .filter(({ places }) => places)
    .reduce((left, { places, key }) => {
      return left ? { places: common(left.places, places), key: common(left.key, key) } : { places, key };
    }, found);
}

/** At most `count` of the items, from all along the list. */
function spread(items, count) {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]);
}
