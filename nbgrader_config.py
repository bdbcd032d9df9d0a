"""nbgrader's settings for this course: see `casebook.grading.preprocessor.configure` for what each is there for."""

from pathlib import Path

from casebook.grading.preprocessor import configure

config = get_config()  # noqa: F821  (nbgrader lends it to this file)
config.CourseDirectory.course_id = "casebook"
configure(config, Path(__file__).parent)
