/**
 * Gives each of some ES modules that came as text a blob address of its own, and rewrites their
 * imports to those addresses. Not a module itself: it is pasted before the script that calls it.
 * @param {Record<string, string>} modules sources by name, each after those that it imports
 * @returns {Record<string, string>} their addresses
 */
function linked(modules) {
  const urls = {};
  for (const [name, source] of Object.entries(modules)) {
    const text = source.replace(/from "\.\/([\w-]+\.js)"/g, (_, file) => `from "${urls[file]}"`);
    const parts = [text, `\n//# sourceURL=explorer/${name}`];
    urls[name] = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  }
  return urls;
}
