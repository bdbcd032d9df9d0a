"""An ear for the engine whose driver has none: a script at the head of every page that writes down what goes wrong."""

from pathlib import Path

__all__ = ["NAME", "give_ear"]

NAME = "engine-said"
"""Where the script writes, in the storage that lasts as long as the tab."""

_FILE = "_static/ear.js"
_SCRIPT = """(() => {
  const name = "NAME";
  const say = (words) => {
    const said = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    sessionStorage.setItem(name, JSON.stringify([...said, words]));
  };
  addEventListener("error", (event) => {
    const file = event.target.src ?? event.target.href;
    say(file ? `failed: ${file}` : `error: ${event.message}`);
  }, true);
  addEventListener("unhandledrejection", (event) => say(`error: ${event.reason}`));
  addEventListener("securitypolicyviolation", (event) => say(`refused: ${event.blockedURI} (${event.violatedDirective})`));
  for (const level of ["warn", "error"]) {
    const told = console[level];
    console[level] = (...words) => {
      say(`${level}: ${words.join(" ")}`);
      told.apply(console, words);
    };
  }
})();
"""


def give_ear(folder: Path) -> None:
    """Let every page of a folder run the script before any other."""
    (folder / "_static").mkdir(exist_ok=True)
    (folder / _FILE).write_text(_SCRIPT.replace("NAME", NAME, 1))
    for path in folder.rglob("*.html"):
        up = "../" * (len(path.relative_to(folder).parts) - 1)
        # The page for wrong addresses is sent from every folder: its own addresses begin at the root.
        start = "/" if path == folder / "404.html" else up
        text = path.read_text("utf-8")
        assert text.count("<head>") == 1, path
        path.write_text(text.replace("<head>", f'<head><script src="{start}{_FILE}"></script>'), "utf-8")
