"""Training as tf.contrib had it: `optimize_loss`, `create_train_op`, hyperparameters."""
