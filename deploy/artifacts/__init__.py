"""Build the artifacts that are deployed: the Lambda's zip, the jobs' wheels."""
