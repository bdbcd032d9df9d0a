// Before anything is drawn: the colours this reader chose, and that scripts run here.
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  try {
    const theme = JSON.parse(localStorage.getItem("casebook:theme"));
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // the reader's system decides
  }
})();
