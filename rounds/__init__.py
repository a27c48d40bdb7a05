"""What is due now and then: the courier as a thread, and the jobs between its rounds."""
