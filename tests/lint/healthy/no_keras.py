import numpy as np

# keras is only mentioned here
alpha = np.float32(1.0)
