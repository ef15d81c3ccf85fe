"""The only package that imports a model or speech SDK, and each only inside its own file."""
