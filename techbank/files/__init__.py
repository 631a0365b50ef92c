"""Files that people bring: what is looked at before anything reads them."""
