"""The ops, one screen each: signature, shape rule, kernel, gradient, samples, public function."""
