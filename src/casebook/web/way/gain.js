// What two short tests say of a gain: the share of marks in each, the difference, and how far chance may have carried it. Pure functions.

const Z = 1.959963984540054; // the 97.5th percentile of the normal distribution

/**
 * Wilson's 95 % interval for a share: `sum` of `count` marks from 0 to 1. Of marks that are partly earned it is at least wide enough: no mark
 * between 0 and 1 varies more than right and wrong do. Source: Wilson, J Am Stat Assoc 1927;22:209.
 */
export function boundShare(sum, count) {
  const share = sum / count;
  const middle = (share + (Z * Z) / (2 * count)) / (1 + (Z * Z) / count);
  const half = (Z / (1 + (Z * Z) / count)) * Math.sqrt((share * (1 - share)) / count + (Z * Z) / (4 * count * count));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * The difference of two shares with its 95 % interval, the two taken as different questions. Source: Newcombe, Stat Med
 * 1998;17:873, method 10, which holds for a dozen as well.
 */
export function boundGain(before, after, count) {
  const [from, to] = [boundShare(before, count), boundShare(after, count)];
  const gain = to.share - from.share;
  return {
    before: from.share, after: to.share, gain, count,
    low: gain - Math.hypot(to.share - to.low, from.high - from.share),
    high: gain + Math.hypot(to.high - to.share, from.share - from.low),
  };
}

const earned = (mark) => (mark.of ? mark.points / mark.of : 0);

const listBoth = (pairs, firsts) => pairs.filter((pair) => pair.every((item) => Object.hasOwn(firsts, item)));

/** How many of the questions in pairs of which both were answered were right in each test: [before, after]. */
export const countRight = (pairs, firsts) =>
  [0, 1].map((place) => listBoth(pairs, firsts).filter((pair) => firsts[pair[place]].status === "right").length);

/** The items of the first test that were not right, and whose counterpart was not either. */
export const listTwiceMissed = (pairs, firsts) =>
  listBoth(pairs, firsts).filter((pair) => pair.every((item) => firsts[item].status !== "right")).map(([item]) => item);

/** The gain over the pairs of items of which both were answered; null where there is none. */
export function measureGain(pairs, firsts) {
  const both = listBoth(pairs, firsts);
  const add = (place) => both.reduce((sum, pair) => sum + earned(firsts[pair[place]]), 0);
  return both.length ? boundGain(add(0), add(1), both.length) : null;
}
