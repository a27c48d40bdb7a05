"""Whether the register is as it was written: documents, trail, file, and damage that was met."""
