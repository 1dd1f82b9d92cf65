"""Cut a model's layer graph in two: what runs on the device, and what beyond a link."""
