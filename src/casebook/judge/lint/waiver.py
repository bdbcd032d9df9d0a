"""Waivers: a rule that an author breaks on purpose, and why, in the head of the case.

    waive:
      absolute-term: The label itself says never, and the item is about that word.
      steps/option-count: The label has nine steps and none may be left out.

The first holds for the whole case, the second for its item ``steps``.
"""

from collections.abc import Collection, Iterator, Sequence

from ...problem import Problem, nearest
from ...text.case import Case

__all__ = ["apply_waivers"]


def apply_waivers(case: Case, found: Sequence[tuple[str, Problem]], rules: Collection[str]) -> Iterator[Problem]:
    """Yield the problems of a case that are not waived, and a problem for each waiver that is of no use.

    `found` are problems with the id of their item (nothing for the case's story); `rules` all names a waiver may use.
    """
    used: set[str] = set()
    for item, problem in found:
        waivers = {problem.rule, f"{item}/{problem.rule}"} & set(case.waived)
        if not waivers:
            yield problem
        used |= waivers
    items = {item.id for item in case.items}
    for name, reason in case.waived.items():
        item, _, rule = name.rpartition("/")
        if rule not in rules:
            fix = f"name a rule of item writing{nearest(rule, rules)}"
            yield Problem(case.path, reason.line, f"there is no rule {rule} to waive", fix, "unknown-waiver")
        elif item and item not in items:
            fix = f"name an item of this case{nearest(item, items)}"
            yield Problem(case.path, reason.line, f"the waiver is for {item}, which is no item", fix, "unknown-waiver")
        elif name not in used:
            what = f"the rule {rule} is waived and nothing breaks it"
            yield Problem(case.path, reason.line, what, "take the waiver out", "idle-waiver")
