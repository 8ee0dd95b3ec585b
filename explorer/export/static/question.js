// The question of a story, which a file asks before anything plays.

/**
 * Wait for an answer, if there is a question.
 * @returns {Promise<() => void>} shows the verdict
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
  return () => {
    const verdict = question.querySelector("[role=status]");
    verdict.append(question.querySelector(`template[data-said="${said}"]`).content);
    verdict.focus({ preventScroll: true });
  };
}
