"""What runs in a browser: small ES modules without dependencies, and the styles; `bundle` makes one file of them.

There is one source for each thing. The page gets a classic script (it must work from a folder of files, where module
scripts don't run), the notebook gets one module string, and the tests import the modules as they are.

These modules are entries, and nothing imports them: ``page.js`` for the book, ``study/overview.js``, ``study/study.js``, ``exam/exam.js``, ``today/today.js``,
``way/own.js``, ``bedside/bedside.js`` and ``search/search.js`` for what one page runs besides, ``widget.js`` for a notebook, ``bedside/notebook.js`` for one with a session, and ``mark/mark.js`` for the page on which an educator marks. The other modules beside this file are what every room uses. A room imports only
from here and from the rooms before it:

- ``item``: one question and its answer, wherever it is shown; ``item/kind`` holds one file a kind of question;
- ``simulator``: controls, figure, table and sentence;
- ``reader``: what this browser keeps of a reader, and what that adds up to;
- ``way``: where a reader was and the plan they follow; what the two tests advise and show;
- ``case``: a self-check in a page;
- ``exercise``: a graded exercise, up to the file that is handed in;
- ``mark``: the page of `casebook mark`, which shares the tokens and nothing else;
- ``page``: the frame around the text, facts and words that open, places to link and to keep, and the copy for reading without a network;
- ``study``: the page *My progress*: how far, bookmarks, what to try again; and the study record, a sheet and a file;
- ``exam``: the page on which readers set themselves an exam;
- ``today``: the review of the day, on a page of its own;
- ``notebook``: the views of a notebook;
- ``bedside``: a session at the bedside: body, world, marks and play as pure functions, then the screen and the debrief;
- ``search``: the search page;
- ``paper``: styles alone: pages printed from a browser, the PDF, the sheets for the wall.

``library`` holds what others wrote, unchanged, each with its licence and a ``library.toml`` that says where it is from.
"""
