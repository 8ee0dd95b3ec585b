// How a snapshot encodes which class wins at a point, and by how much.

/**
 * A value is the most probable class plus m / (2 + 2m), where m is how far its logit is above the
 * next (`picture.py`). Seen from class k that lead is positive where k wins, negative elsewhere,
 * and passes through 0 at the border. Logits, since they are smoother than probabilities.
 * @param {number} value @param {number} k
 */
export function lead(value, k) {
  const winner = Math.floor(value);
  const share = 2 * (value - winner);
  return ((winner === k ? 1 : -1) * share) / (1 - share);
}
