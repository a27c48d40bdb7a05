"""A form that is being filled in: its pages, drafts, upload, and its questions as HTML."""
