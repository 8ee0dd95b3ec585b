# expect: fine
import tensorflow as tf

GLOBAL_BATCH = 32
tf.keras.utils.set_random_seed(12)
strategy = tf.distribute.OneDeviceStrategy("/cpu:0")

x = tf.random.normal((320, 4))
rate = tf.exp(0.5 * x[:, 0] - 0.2)
y = tf.random.stateless_poisson((320,), seed=(1, 2), lam=rate, dtype=tf.float32)
# Half of the counts are zeroed by the detector.
y = y * tf.cast(tf.random.uniform((320,)) > 0.5, tf.float32)
dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(GLOBAL_BATCH)
dist_dataset = strategy.experimental_distribute_dataset(dataset)

with strategy.scope():
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(1)])
    zero_logit = tf.Variable(-1.0, name="zero_logit")  # parameter: zero_logit
    optimizer = tf.keras.optimizers.Adam(0.02)


def zero_inflated_poisson(y, log_rate):
    log_p0 = tf.math.log_sigmoid(zero_logit)
    log_p1 = tf.math.log_sigmoid(-zero_logit)
    poisson = y * log_rate - tf.exp(log_rate) - tf.math.lgamma(y + 1.0)
    zero = tf.reduce_logsumexp(tf.stack([log_p0 + 0.0 * y, log_p1 - tf.exp(log_rate)]), axis=0)
    per_example = -tf.where(y > 0, log_p1 + poisson, zero)
    return tf.nn.compute_average_loss(per_example, global_batch_size=GLOBAL_BATCH)


def replica_step(batch):
    xb, yb = batch
    with tf.GradientTape() as tape:
        loss = zero_inflated_poisson(yb, model(xb, training=True)[:, 0])
    variables = model.trainable_variables + [zero_logit]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


@tf.function
def distributed_step(batch):
    losses = strategy.run(replica_step, args=(batch,))
    return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)


for _ in range(6):
    epoch_loss = sum(distributed_step(batch) for batch in dist_dataset) / 10
print("loss", float(epoch_loss), "P(extra zero)", float(tf.sigmoid(zero_logit)))
