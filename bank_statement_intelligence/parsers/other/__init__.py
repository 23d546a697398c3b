"""BAI2, CODA and QIF."""
