// Which bundles can hold what is asked for: shards of Bloom filters, as plugins/search/presence.py writes them.
import { getBytes } from "./loading.js";
import { numberOf } from "./lookup.js";

// As in plugins/search/presence.py.
const BLOCKS = 4096;
const BLOCK_BITS = 12;
const HASHES = 4;
const MIXER = 2654435761;
// So many pairs of words side by side tell enough of a phrase.
const ENOUGH = 2;

export class Presence {
  /** base: of the index; list: its list of bundles; telling: how much a word tells (plan.js). */
  constructor(base, { tables, bundles }, telling) {
    this.telling = telling;
    this.shards = new Map();
    this.parts = new Map();
    let at = 0;
    for (const { path, shards, bundles: count } of tables) {
      let before = 0;
      for (const { path: name, width } of bundles.slice(at, at + count)) {
        this.parts.set(name, { folder: new URL(path, base), each: BLOCKS / shards, before, width });
        before += width;
      }
      at += count;
    }
  }

  /** Those of the bundles that can hold all phrases (words side by side) and, of each filter, one of its words. */
  async sieve(bundles, phrases, filters) {
    const needed = [...phrases.flatMap((words) => this.tellingOf(words)).map((one) => [one]), ...filters];
    const may = await Promise.all(bundles.map(({ path }) => this.mayHold(this.parts.get(path), needed)));
    return bundles.filter((_, i) => may[i]);
  }

  async mayHold(part, needed) {
    try {
      const found = await Promise.all(needed.map((some) => Promise.all(some.map((text) => this.has(part, text)))));
      return found.every((some) => some.includes(true));
    } catch (error) {
      // It only spares work: what it cannot tell is searched.
      console.warn(error);
      return true;
    }
  }

  async has({ folder, each, before, width }, text) {
    const number = numberOf(text);
    const block = number >>> (32 - BLOCK_BITS);
    const bytes = await this.shard(new URL(`${Math.floor(block / each)}.bin`, folder).href);
    const start = before * each + (block % each) * width;
    const mixed = Math.imul(number, MIXER) >>> 0;
    const step = (mixed & 0xffff) | 1;
    for (let i = 0, sum = mixed >>> 16; i < HASHES; i++, sum += step) {
      const place = sum % (width * 8);
      if (!(bytes[start + (place >> 3)] & (1 << (place & 7)))) return false;
    }
    return true;
  }

  shard(address) {
    if (!this.shards.has(address)) {
      const loading = getBytes(address);
      // What failed is tried again by the next search.
      loading.catch(() => this.shards.delete(address));
      this.shards.set(address, loading);
    }
    return this.shards.get(address);
  }

  /** What of a phrase is worth asking for: words side by side, those that tell most, from its beginning to its end. */
  tellingOf(words) {
    if (words.length === 1) return words;
    const couples = words.slice(1).map((word, i) => ({ text: `${words[i]} ${word}`, tells: this.telling(words[i]) + this.telling(word) }));
    couples.sort((one, other) => other.tells - one.tells);
    const best = couples.filter(({ tells }) => tells === couples[0].tells);
    return (best.length > ENOUGH ? spread(best, ENOUGH) : couples.slice(0, ENOUGH)).map(({ text }) => text);
  }
}

// So many of a list, from its beginning to its end.
function spread(list, count) {
  if (list.length <= count) return list;
  return Array.from({ length: count }, (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))]);
}
