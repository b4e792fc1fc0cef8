// In which order the words of a question are looked up: the rarest first, because what they leave is soon read.
import { isGram } from "./tokens.js";

// A phrase is first looked up by so many of its words side by side, or by one where all are common.
const PROBED = 2;
// What looking up a word tells, by how usual it is: rare, in one record of a hundred, of ten, of two.
const TELLING = [9, 3, 1, 0];
const USUAL = 3;
// About so many bytes for a word, and for each record of the bundle by how usual the word is.
const WORD = 2000;
const PLACES = [0, 0, 1, 2.5];
// What a record costs that is read for nothing, times how often that happens: half the time while a phrase was not looked
// up at all, and else seldom.
const UNLIKELY = 2000;
const LIKELY = 500;

/** How usual words are, 0 to 3: a function of the list of the index (plugins/search/listing.py). */
export function tiers({ often }) {
  const known = new Map(often.flatMap((words, i) => words.split(" ").map((word) => [word, i + 1])));
  return (word) => known.get(word) ?? 0;
}

/** How much a word of a tier tells. */
export function telling(tier) {
  return TELLING[tier];
}

/** The steps by which records are found that hold all of some phrases (words side by side). */
export class Plan {
  /** tier: of tiers(). */
  constructor(phrases, tier) {
    const whole = phrases.map((words) => ({ words, from: 0 }));
    const probes = phrases.map((words) => probeOf(words, (word) => telling(tier(word)))).filter(({ tells }) => tells);
    probes.sort((one, other) => other.tells - one.tells);
    // What most records hold is looked up last, if at all.
    this.steps = [...probes.map((probe) => [probe]), whole];
    // Nothing is left to know where every phrase was looked up whole.
    if (probes.length === phrases.length && probes.every(({ isWhole }) => isWhole)) this.steps.pop();
    this.probes = probes.length;
    const seen = new Set();
    this.tiers = this.steps.map((runs) => {
      const words = [...new Set(runs.flatMap((run) => run.words))].filter((word) => !seen.has(word));
      for (const word of words) seen.add(word);
      return words.map(tier);
    });
  }

  /** True where a step would leave nearly all there is: a year in a bundle of its own. */
  skips(next, { year }) {
    return next < this.probes && this.steps[next][0].words.join() === year;
  }

  /** True where so many records of a bundle are read rather than looked up by the step that comes next. */
  reads(count, next, bundle) {
    const cost = this.tiers[next].reduce((sum, tier) => sum + WORD + PLACES[tier] * bundle.count, 0);
    return count * (next < this.probes ? UNLIKELY : LIKELY) <= cost;
  }
}

/** The words of a phrase that tell most; of equals the first, but of a code the last: others share what it begins with. */
function probeOf(words, telling) {
  const length = words.some((word) => telling(word) >= USUAL) ? Math.min(PROBED, words.length) : 1;
  let best = { tells: 0 };
  for (let from = 0; from + length <= words.length; from++) {
    const run = words.slice(from, from + length);
    const tells = run.reduce((sum, word) => sum + telling(word), 0);
    if (tells > best.tells || (tells === best.tells && isGram(run[0]))) best = { words: run, from, tells, isWhole: length === words.length };
  }
  return best;
}
