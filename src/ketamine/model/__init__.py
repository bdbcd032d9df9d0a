"""Models: kinetics, effects and invented patients."""
