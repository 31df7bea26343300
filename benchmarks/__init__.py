"""What the job's speed is measured with, and against what."""
