"""Method, scores, weights, the ranking and its reasons."""
