// While the page does not come up, says what keeps it from the server. Loaded late, by the document.

import { faults } from "./reach.js";

const AGAIN = 5000;
const boot = document.querySelector(".explorer-boot");

async function look() {
  if (getComputedStyle(boot).display === "none") return;
  const words = await faults(new URL("./", document.baseURI));
  const [state, reason] = boot.querySelectorAll("small, [role=alert]");
  state.textContent = words ? "cannot be shown" : "is loading …";
  if (reason.textContent !== words) reason.textContent = words;
  setTimeout(look, AGAIN);
}

look();
