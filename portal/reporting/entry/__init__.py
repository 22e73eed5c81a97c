"""Entry of a return in the browser: the grid, cell saving, explanations, evidence, declarations."""
