// Reads the binary form of the index, which plugins/search/postings.py describes and writes.
const DIFFERENCES = 0;
const BITS = 1;
const ALL_KEY = 1;
const KEY_DIFFERENCES = 2;
const KEY_BITS = 3;

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      // A file that was cut off must not be read for ever.
      if (byte === undefined) throw new Error("index file ends too early");
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
      weight *= 0x80;
    }
  }

  differences(count) {
    const places = new Uint32Array(count);
    let place = 0;
    for (let i = 0; i < count; i++) places[i] = place += this.number();
    return places;
  }

  bits(total) {
    const places = [];
    for (let place = 0; place < total; place++) {
      if ((this.bytes[this.at + (place >> 3)] >> (place & 7)) & 1) places.push(place);
    }
    this.at += (total + 7) >> 3;
    return Uint32Array.from(places);
  }
}

/**
 * The entry of a term in a block: null where there is none, { count } where its list stands among the long ones, else
 * { count, places, key }: the places of the records that hold it, and of those where it stands in a key field.
 */
export function entryIn(block, wanted, total) {
  const reader = new Reader(block);
  let term = 0;
  while (reader.at < block.length) {
    term += reader.number();
    const head = reader.number();
    if (term === wanted) return head % 2 ? { count: (head - 1) / 2 } : list(new Reader(block, reader.at), total);
    if (term > wanted) return null;
    if (head % 2 === 0) reader.at += head / 2;
  }
  return null;
}

function list(reader, total) {
  const head = reader.number();
  const count = Math.floor(head / 16);
  const places = placesOf(reader, head & 3, count, total);
  return { count, places, key: keyOf(reader, (head >> 2) & 3, places, total) };
}

function placesOf(reader, form, count, total) {
  if (form === DIFFERENCES) return reader.differences(count);
  if (form === BITS) return reader.bits(total);
  const missing = new Set(reader.differences(total - count));
  return Uint32Array.from(Array(total).keys()).filter((place) => !missing.has(place));
}

function keyOf(reader, form, places, total) {
  if (form === ALL_KEY) return places;
  if (form === KEY_DIFFERENCES) return reader.differences(reader.number());
  return form === KEY_BITS ? reader.bits(total) : new Uint32Array();
}

/** The places that stand in both of two ordered lists. */
export function common(one, other) {
  if (one === other) return one;
  const both = [];
  for (let i = 0, k = 0; i < one.length && k < other.length; ) {
    if (one[i] === other[k]) both.push(one[i]);
    if (one[i] <= other[k]) i += one[i] === other[k] ? (k++, 1) : 1;
    else k++;
  }
  return Uint32Array.from(both);
}

/** `count` numbers from 0 to `most` that begin at a byte, and the byte behind them: { values, end }. */
export function unpacked(bytes, start, count, most) {
  const width = most ? 32 - Math.clz32(most) : 0;
  const values = new Uint32Array(count);
  for (let i = 0, bit = 0; i < count; i++) {
    for (let k = 0; k < width; k++, bit++) {
      values[i] |= ((bytes[start + (bit >> 3)] >> (bit & 7)) & 1) << k;
    }
  }
  return { values, end: start + Math.ceil((count * width) / 8) };
}

/** Varints from a byte to the end. */
export function numbersFrom(bytes, start) {
  const reader = new Reader(bytes, start);
  const found = [];
  while (reader.at < bytes.length) found.push(reader.number());
  return found;
}
