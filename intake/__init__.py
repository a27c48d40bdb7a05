"""Opening PDFs that come from anywhere: what they hold, found with bounded time and memory."""
