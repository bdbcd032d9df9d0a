"""Every control of every simulator in every engine: it answers to a finger, stays under it, and what is said makes sense."""

from pathlib import Path

import pytest

from .walker import PHONE, Walker

DESK = (1440, 900)

_CONTROLS = """() => document.querySelectorAll(".cb-group").forEach((each) => (each.open = true)) ?? [...document.querySelectorAll(".cb-simulator.is-live :is(.cb-slider, .cb-choice, .cb-try)")].map((control, nth) => {
  control.dataset.control = nth;
  return [`[data-control="${nth}"]`, control.innerText.split("\\n")[0]];
})"""

# Of one control, in the simulator as it started, what a finger would go for: a list, a slider, or the last option that is
# not chosen. What is shown, and where that stands on the screen, is remembered.
_AIM = """async (css) => {
  const control = document.querySelector(css);
  [...control.closest(".cb-control-list").querySelectorAll(":scope > button")].find((each) => each.textContent === "Reset").click();
  const input = control.querySelector("select, [type=range]") ?? [...control.querySelectorAll("input:not(:checked)")].at(-1)
    ?? control.querySelector("input");
  // To a whole pixel: from a part of one an engine moves on by itself.
  scrollBy(0, Math.round(input.getBoundingClientRect().top - innerHeight / 2));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { left, top, width, height } = input.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const simulator = control.closest(".cb-simulator");
  const show = () => ["figure", "sentence", "result"].map((name) => simulator.querySelector(`.cb-${name}`).innerHTML).join("");
  window.finger = { input, top, show, shown: show() };
  const hit = document.elementFromPoint(x, y);
  return { x, y, type: input.type, isFull: input.value === input.max, met: hit === input || input.labels[0].contains(hit) };
}"""

_CHOOSE = """() => {
  const { input } = window.finger;
  const last = input.options.length - 1;
  input.selectedIndex = input.selectedIndex === last ? last - 1 : last;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""

_DONE = """() => {
  const { input, top, show, shown } = window.finger;
  return { moved: Math.round((input.getBoundingClientRect().top - top) * 10) / 10, changed: show() !== shown };
}"""

# Every control through its ends, its middle and each of its options: how far it moved, and what is said that makes no sense.
_SWEEP = """() => {
  const amiss = [];
  for (const simulator of document.querySelectorAll(".cb-simulator.is-live")) {
    const parts = ["sentence", "result", "figure"].map((name) => simulator.querySelector(`.cb-${name}`));
    for (const input of simulator.querySelectorAll(".cb-controls :is(input, select)")) {
      input.scrollIntoView({ block: "center" });
      const { min, max, type } = input;
      const values = type === "range" ? [max, min, (Number(max) + Number(min)) / 2]
        : input.tagName === "SELECT" ? [...input.options].map((option) => option.value) : [null, null];
      for (const value of values) {
        const before = input.getBoundingClientRect().top;
        if (value === null) input.click();
        else {
          input.value = value;
          input.dispatchEvent(new Event(type === "range" ? "input" : "change", { bubbles: true }));
        }
        const where = `${simulator.getAttribute("aria-label")}: ${input.name || input.id} at ${value}`;
        const moved = Math.round((input.getBoundingClientRect().top - before) * 10) / 10;
        if (moved) amiss.push(`${where} moved ${moved} px`);
        const sentence = parts[0].textContent;
        if (sentence.length < 12) amiss.push(`${where} says ${JSON.stringify(sentence)}`);
        const bad = parts.map((part) => part.innerHTML.match(/\\b(NaN|undefined|null|Infinity)\\b|\\[object/)?.[0]).find(Boolean);
        if (bad) amiss.push(`${where} shows ${bad}`);
      }
    }
  }
  return amiss;
}"""


def list_pages(site: Path) -> list[str]:
    paths = sorted(path for path in site.rglob("*.html") if path.parent != site)
    return [
        path.relative_to(site).as_posix() for path in paths if 'class="cb-card cb-simulator' in path.read_text("utf-8")
    ]


def use(walker: Walker, control: str) -> str:
    """Move one control as a reader would; return what is amiss."""
    aim = walker.run(_AIM, control)
    if not aim["met"]:
        return "is covered"
    if aim["type"] == "select-one":
        walker.run(_CHOOSE)
    else:
        walker.driver.tap(aim["x"], aim["y"])
        if aim["type"] == "range":
            walker.press("Home" if aim["isFull"] else "End")
    done = walker.run(_DONE)
    return ", ".join(
        ([f"moved {done['moved']} px"] if done["moved"] else []) + ([] if done["changed"] else ["changed nothing"])
    )


def test_every_control_answers_to_a_finger_and_stays_under_it(walker: Walker, site: Path) -> None:
    amiss: list[str] = []
    count = 0
    for page in list_pages(site):
        walker.open(page, PHONE)
        walker.wait("() => document.querySelector('.cb-simulator.is-live')")
        for control, label in walker.run(_CONTROLS):
            count += 1
            if fault := use(walker, control):
                amiss.append(f"{page}: {label}: {fault}")
    assert not amiss, "\n".join(amiss)
    assert count > 60


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_setting_says_something_sensible_and_moves_no_control(
    walker: Walker, site: Path, size: tuple[int, int]
) -> None:
    amiss: list[str] = []
    pages = list_pages(site)
    assert len(pages) >= 13
    for page in pages:
        walker.open(page, size)
        walker.wait("() => document.querySelector('.cb-simulator.is-live')")
        amiss += [f"{page}: {each}" for each in walker.run(_SWEEP)]
    assert not amiss, "\n".join(amiss)
