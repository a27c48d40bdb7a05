"""Text as ink: shaping, direction, lines, and what a reader of the PDF gets back."""
