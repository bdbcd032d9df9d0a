"""The box that runs a trainee's code: a warm process that forks, is confined and is killed."""
