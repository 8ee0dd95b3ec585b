# expect: LWE502
import keras

slow = keras.optimizers.Adam(learning_rate=1e-9)  # here
