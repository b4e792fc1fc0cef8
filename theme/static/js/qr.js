// QR codes (ISO/IEC 18004) of addresses: bytes, error correction M, versions 1 to 10, up to 213 bytes.
const SIZES = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const ALIGNED = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** The rows of the code of a text, true where it is dark, without a border; null where the text is too long. */
export function matrix(text) {
  const bytes = new TextEncoder().encode(text);
  const version = SIZES.findIndex((_, index) => bytes.length <= room(index + 1)) + 1;
  if (!version) return null;
  const words = codewords(bytes, version);
  const drawn = MASKS.map((_, mask) => draw(version, words, mask)).map((rows) => ({ rows, points: penalty(rows) }));
  return drawn.reduce((best, one) => (one.points < best.points ? one : best)).rows;
}

function room(version) {
  const index = version - 1;
  return SIZES[index] - CHECKS[index] * BLOCKS[index] - (version < 10 ? 2 : 3);
}

/** Data with its checks, blocks interleaved. */
function codewords(bytes, version) {
  const index = version - 1;
  const count = SIZES[index] - CHECKS[index] * BLOCKS[index];
  const bits = [...binary(4, 4), ...binary(bytes.length, version < 10 ? 8 : 16), ...[...bytes].flatMap((byte) => binary(byte, 8))];
  bits.push(...Array(Math.min(4, count * 8 - bits.length)).fill(0));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(Number.parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; data.length < count; pad ^= 0xec ^ 0x11) data.push(pad);
  const blocks = split(data, BLOCKS[index]).map((block) => [block, checks(block, CHECKS[index])]);
  return [...interleaved(blocks.map(([block]) => block)), ...interleaved(blocks.map(([, check]) => check))];
}

function binary(value, length) {
  return [...value.toString(2).padStart(length, "0")].map(Number);
}

/** Shorter blocks first, as the standard has it. */
function split(data, count) {
  const least = Math.floor(data.length / count);
  const short = count - (data.length % count);
  let at = 0;
  return Array.from({ length: count }, (_, number) => data.slice(at, (at += least + (number < short ? 0 : 1))));
}

function interleaved(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  const made = [];
  for (let i = 0; i < longest; i++) for (const block of blocks) if (i < block.length) made.push(block[i]);
  return made;
}

function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((b >>> bit) & 1) * a);
  return product;
}

/** Reed-Solomon: the rest of the division by the generator of this degree. */
function checks(data, degree) {
  const generator = Array(degree).fill(0);
  generator[degree - 1] = 1;
  for (let i = 0, power = 1; i < degree; i++, power = multiply(power, 2)) {
    for (let j = 0; j < degree; j++) {
      generator[j] = multiply(generator[j], power) ^ (j + 1 < degree ? generator[j + 1] : 0);
    }
  }
  const rest = Array(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    generator.forEach((coefficient, i) => (rest[i] ^= multiply(coefficient, factor)));
  }
  return rest;
}

/** The rows with everything on them. A field that is undefined is free for data. */
function draw(version, words, mask) {
  const size = version * 4 + 17;
  const rows = Array.from({ length: size }, () => Array(size));
  const set = (x, y, dark) => {
    if (rows[y] && x >= 0 && x < size) rows[y][x] = Boolean(dark);
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    square(cx, cy, 4, (x, y, distance) => set(x, y, distance !== 2 && distance !== 4));
  }
  const places = ALIGNED[version - 1];
  const last = places.length - 1;
  places.forEach((x, i) =>
    places.forEach((y, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      square(x, y, 2, (px, py, distance) => set(px, py, distance !== 1));
    }),
  );
  format(set, size, mask);
  if (version > 6) versions(set, size, version);
  fill(rows, size, words, mask);
  return rows;
}

function square(cx, cy, reach, act) {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) act(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)));
  }
}

/** Error correction M is 00 there. */
function format(set, size, mask) {
  let rest = mask;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (i) => (bits >>> i) & 1;
  for (let i = 0; i <= 5; i++) set(8, i, bit(i));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i));
  for (let i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i));
  for (let i = 8; i < 15; i++) set(8, size - 15 + i, bit(i));
  set(8, size - 8, true);
}

function versions(set, size, version) {
  let rest = version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const a = size - 11 + (i % 3);
    const b = Math.floor(i / 3);
    set(a, b, (bits >>> i) & 1);
    set(b, a, (bits >>> i) & 1);
  }
}

/** Up and down in columns of two from the right; what is left over stays light but for the mask. */
function fill(rows, size, words, mask) {
  let i = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      for (let j = 0; j < 2; j++) {
        const x = right - j;
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (rows[y][x] !== undefined) continue;
        const dark = i < words.length * 8 && ((words[i >>> 3] >>> (7 - (i & 7))) & 1) === 1;
        i++;
        rows[y][x] = dark !== (MASKS[mask](x, y) === 0);
      }
    }
  }
}

/** How hard a code is to read: runs, blocks, what looks like a corner, and how far it is from half dark. */
function penalty(rows) {
  const size = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) => line.map(Number).join(""));
  let points = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    for (let i = 0; i + 11 <= size; i++) {
      const part = line.slice(i, i + 11);
      if (part === "10111010000" || part === "00001011101") points += 40;
    }
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const dark = rows[y][x];
      if (dark === rows[y][x - 1] && dark === rows[y - 1][x] && dark === rows[y - 1][x - 1]) points += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length;
  return points + Math.floor(Math.abs((dark * 20) / (size * size) - 10)) * 10;
}
