"""Plan: place the tasks of pipelines on the nodes of a site, and prove what is best."""
