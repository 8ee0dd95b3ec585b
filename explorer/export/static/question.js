// The question of a story, which a file asks before anything plays.

/**
 * Wait for an answer, if there is a question.
 * @returns {Promise<() => void>} shows the verdict, whose place is kept free until then
 */
export async function askFirst() {
  const question = document.getElementById("question");
  if (!question) return () => {};
  const answers = question.querySelector(".answers");
  const said = await new Promise((resolve) => {
    for (const button of answers.querySelectorAll("button")) {
      button.onclick = () => resolve(button.dataset.said);
      button.disabled = false;
    }
  });
  answers.remove();
  delete document.body.dataset.asking;
  const status = question.querySelector("[role=status]");
  status.append(question.querySelector(`template[data-said="${said}"]`).content);
  status.focus({ preventScroll: true });
  const later = status.querySelectorAll(":scope > :not(.said)");
  for (const node of later) node.style.visibility = "hidden";
  return () => {
    for (const node of later) node.style.visibility = "";
  };
}
