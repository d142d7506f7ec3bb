"""Goes into the judge's image: a worker that listens to what it sends."""
