// Before anything is drawn: the colours and the country this reader chose, and that scripts run here.
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  try {
    const theme = JSON.parse(sessionStorage.getItem("casebook:theme") ?? localStorage.getItem("casebook:theme"));
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // the reader's system decides
  }
  try {
    const chosen = JSON.parse(sessionStorage.getItem("casebook:country") ?? localStorage.getItem("casebook:country"));
    const place = JSON.parse(document.querySelector("meta[name=casebook-countries]")?.content ?? "[]").findIndex(({ id }) => id === chosen);
    if (place >= 0) root.dataset.place = place;
  } catch {
    // all countries stand in one order
  }
  try {
    // As reader/habit.js counts them: the place for what is asked less has its size before anything is drawn.
    root.classList.toggle("asks-less", JSON.parse(sessionStorage.getItem("casebook:unsure") ?? localStorage.getItem("casebook:unsure")) >= 2);
  } catch {
    // it is asked
  }
  try {
    const keys = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
    root.classList.toggle("has-work", keys.some((key) => key.startsWith("casebook:exercise:")));
    root.classList.toggle("is-back", keys.some((key) => /^casebook:(?:answer:|read:|given:|place$|plan$)/.test(key)));
    root.classList.toggle("has-plan", keys.includes("casebook:plan"));
    root.classList.toggle("has-met", keys.includes(`casebook:answer:${root.dataset.question}`));
  } catch {
    // nothing is kept here
  }
})();
