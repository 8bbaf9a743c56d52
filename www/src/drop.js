// Files that are dropped or pasted anywhere on the page.

import { fromTransfer } from "./intake.js";

/**
 * Listens before the editor can take the files for text.
 *
 * @param {(intake: import("./intake.js").Intake) => void} onFiles
 */
export function listenForFiles(onFiles) {
  const show = (/** @type {boolean} */ dropping) => document.body.classList.toggle("dropping", dropping);
  const take = async (/** @type {Event} */ event, /** @type {DataTransfer | null} */ transfer) => {
    if (!transfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    onFiles(await fromTransfer(transfer));
  };
  addEventListener(
    "dragover",
    (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      show(true);
    },
    true,
  );
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) show(false);
  });
  addEventListener(
    "drop",
    (event) => {
      show(false);
      take(event, event.dataTransfer);
    },
    true,
  );
  addEventListener("paste", (event) => take(event, event.clipboardData), true);
}
