"""Deploy the lake to AWS and operate it: the ``lake-deploy`` command."""
