"""What is known of models, units and software before anything is measured."""
