// The question of a story, which a file asks before anything plays or is given away.

/**
 * Wait for an answer, if there is a question. The panel may go on to ask for a curve.
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
  document.body.dataset.asking = "curve";
  const status = question.querySelector("[role=status]");
  status.append(question.querySelector(`template[data-said="${said}"]`).content);
  status.focus({ preventScroll: true });
  const later = status.querySelectorAll(":scope > :not(.said)");
  for (const node of later) node.style.visibility = "hidden";
  return () => {
    for (const node of later) node.style.visibility = "";
  };
}

/** All is asked: show the rest. */
export function reveal() {
  delete document.body.dataset.asking;
}
