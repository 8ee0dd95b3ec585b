// Copies the code of the block whose button is pressed. One listener serves every block of the
// page, including later ones.

if (!window.explorerCopies) {
  window.explorerCopies = true;
  const SHOWN = 2000;

  /** The code of a block; of a diff, without the lines of the other side. */
  const code = (button) => {
    const lines = button.closest(".explorer-block").querySelectorAll(".line");
    const other = { broken: "come", fixed: "gone" }[button.dataset.copy];
    return [...lines]
      .filter((line) => !line.classList.contains(other))
      .map((line) => line.textContent.slice(line.querySelector("i").textContent.length).trimEnd())
      .join("\n");
  };

  /** On an insecure page, browsers offer only this way to copy. */
  const copyByCommand = (text) => {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyByCommand(text);
    }
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".explorer-copy");
    if (!button) return;
    const status = button.parentElement.querySelector("[role=status]");
    const done = await copy(code(button));
    button.focus();
    status.textContent = done ? "Copied" : "Not allowed to copy; select the code instead";
    clearTimeout(status.timer);
    status.timer = setTimeout(() => (status.textContent = ""), SHOWN);
  });
}
