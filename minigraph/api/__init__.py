"""The name spaces of TF1's API: `tf.math`, `tf.random`, `tf.test`, ... Imports only."""
