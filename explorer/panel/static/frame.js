// The binary frame: rows and snapshots of one run.

const HEADER = 16;

/**
 * @typedef {Object} Frame
 * @property {number} run
 * @property {number} firstRow 0-based; row i is step i + 1
 * @property {number} rowCount
 * @property {Float32Array} rows row-major
 * @property {Uint32Array} snapshotSteps
 * @property {Float32Array[]} snapshots validation loss first, then scores, then the picture
 */

/**
 * @param {ArrayBuffer} buffer little endian, like every machine that runs a browser
 * @param {(run: number) => number} columnCount
 * @returns {Frame}
 */
export function readFrame(buffer, columnCount) {
  const header = new DataView(buffer, 0, HEADER);
  const run = header.getUint16(0, true);
  const snapshotCount = header.getUint16(2, true);
  const firstRow = header.getUint32(4, true);
  const rowCount = header.getUint32(8, true);
  const size = header.getUint32(12, true);
  const floats = rowCount * columnCount(run);
  const stepsAt = HEADER + 4 * floats;
  const valuesAt = stepsAt + 4 * snapshotCount;
  const snapshots = Array.from(
    { length: snapshotCount },
    (_, i) => new Float32Array(buffer, valuesAt + 4 * size * i, size),
  );
  return {
    run,
    firstRow,
    rowCount,
    rows: new Float32Array(buffer, HEADER, floats),
    snapshotSteps: new Uint32Array(buffer, stepsAt, snapshotCount),
    snapshots,
  };
}
