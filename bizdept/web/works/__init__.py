"""Work that takes longer than a request may: ordered by a page, done by a worker, watched and stopped by a person."""
