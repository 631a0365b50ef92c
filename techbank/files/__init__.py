"""Files that people upload: what is checked before anything reads them."""
