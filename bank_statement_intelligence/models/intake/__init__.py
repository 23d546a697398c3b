"""Files and what is stored of them."""
