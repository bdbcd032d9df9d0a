"""What runs in a browser: small ES modules without dependencies, and the styles; `bundle` makes one file of them.

There is one source for each thing. The page gets a classic script (it must work from a folder of files, where module
scripts don't run), the notebook gets one module string, and the tests import the modules as they are.
"""
