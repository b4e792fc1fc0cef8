// In which order the words of a question are looked up: the rarest first, because what they leave is soon read.
import { isGram } from "./tokens.js";

// A phrase is first looked up by so many of its words side by side.
const PROBED = 2;
// What looking up a word tells, by how usual it is: rare, in one record of a hundred, in one of ten.
const TELLING = [3, 1, 0];
// About so many bytes for a word; for a common one and each record of the bundle; and what a record costs that is read
// for nothing, times how often that happens: seldom where the rarest words of all phrases stand, and else half the time.
const WORD = 2000;
const PLACE = 2;
const LIKELY = 500;
const UNLIKELY = 2000;

/** How much words tell: a function of the list of the index (plugins/search/listing.py). */
export function weights({ common, usual }) {
  const known = new Map();
  for (const [tier, words] of [usual, common].entries()) for (const word of words.split(" ")) known.set(word, tier + 1);
  return (word) => TELLING[known.get(word) ?? 0];
}

/** The steps by which records are found that hold all of some phrases (words side by side). */
export class Plan {
  /** telling: of weights(). */
  constructor(phrases, telling) {
    const whole = phrases.map((words) => ({ words, from: 0, tells: 0 }));
    const probes = phrases.map((words) => probeOf(words, telling)).filter(({ tells }) => tells);
    probes.sort((one, other) => other.tells - one.tells);
    // What is common through and through is looked up last, if at all.
    this.steps = [...probes.map((probe) => [probe]), whole];
    // Nothing is left to know where every phrase was looked up whole.
    if (probes.length === phrases.length && probes.every(({ isWhole }) => isWhole)) this.steps.pop();
    this.record = probes.length === phrases.length ? LIKELY : UNLIKELY;
    const seen = new Set();
    this.costs = this.steps.map((runs) => {
      const words = [...new Set(runs.flatMap((run) => run.words))].filter((word) => !seen.has(word));
      for (const word of words) seen.add(word);
      const rare = words.filter((word) => telling(word)).length;
      return { rare, common: words.length - rare };
    });
  }

  /** True where so many records of a bundle are read rather than looked up by the step that comes next. */
  reads(count, next, bundle) {
    const { rare, common } = this.costs[next];
    return count * this.record <= rare * WORD + common * PLACE * bundle.count;
  }
}

/** The words of a phrase that tell most; of equals the first, but of a code the last: others share what it begins with. */
function probeOf(words, telling) {
  const length = Math.min(PROBED, words.length);
  let best = { tells: 0 };
  for (let from = 0; from + length <= words.length; from++) {
    const run = words.slice(from, from + length);
    const tells = run.reduce((sum, word) => sum + telling(word), 0);
    if (tells > best.tells || (tells === best.tells && isGram(run[0]))) best = { words: run, from, tells, isWhole: length === words.length };
  }
  return best;
}
