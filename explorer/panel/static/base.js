// The app's base address: it may be served under a prefix.

/** @param {{base_path: string}} data as `component.data` brings it */
export function base(data) {
  return new URL(data.base_path, document.baseURI);
}
