// A way through the course: a role's plan, or the one that a reader's own answers made. Pure functions.

/** How far a reader is in a plan: its pages that are in the course, those done, the minutes left, and what comes next. */
export function measurePlan(plan, measured) {
  const known = new Map(measured.pages.map((page) => [page.page, page]));
  const pages = plan.pages.map((name) => known.get(name)).filter(Boolean);
  const left = pages.filter((page) => !page.done);
  return {
    ...plan, pages, total: pages.length, done: pages.length - left.length,
    minutes: left.reduce((sum, page) => sum + page.minutes, 0), next: left[0] ?? null,
  };
}

/** Which page a plan goes on with after one of its own, or null: the next in order; after the last, the first not yet done. */
export function followPlan(way, name) {
  const at = way.pages.findIndex((page) => page.page === name);
  if (at < 0) return null;
  const after = way.pages[at + 1] ?? way.pages.find((page) => !page.done && page.page !== name);
  return { number: at + 1, next: after ?? null };
}
