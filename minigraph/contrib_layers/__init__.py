"""tf.contrib.layers and slim: layers as functions, whose settings `arg_scope` shares.

They are built on `tf.layers`, under names of their own: a custom getter calls kernels `weights`,
biases `biases`, and puts every variable into the collection MODEL_VARIABLES.
"""
