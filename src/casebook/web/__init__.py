"""What runs in a browser: small ES modules without dependencies, and the styles; `bundle` makes one file of them.

There is one source for each thing. The page gets a classic script (it must work from a folder of files, where module
scripts don't run), the notebook gets one module string, and the tests import the modules as they are.

Three modules are entries, and nothing imports them: ``page.js`` for the book, ``widget.js`` for a notebook, and ``mark/mark.js``
for the page on which an educator marks. The other modules beside this file are what every room uses. A room imports only
from here and from the rooms before it:

- ``item``: one question and its answer, wherever it is shown; ``item/kind`` holds one file a kind of question;
- ``simulator``: controls, figure, table and sentence;
- ``reader``: what this browser keeps of a reader, and what that adds up to;
- ``case``: a self-check in a page;
- ``exercise``: a graded exercise, up to the file that is handed in;
- ``mark``: the page of `casebook mark`, which shares the tokens and nothing else;
- ``page``: the frame around the text, search, facts, and the copy for reading without a network.
"""
