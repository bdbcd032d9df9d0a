"""From graded cases to what trainees receive: notebook, public document, release, and the widget that answers."""
